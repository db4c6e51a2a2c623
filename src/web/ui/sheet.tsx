/** A dialog over the page: what it asks, and what can be answered. */
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

interface SheetProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Grave questions are answered by a button, not by pressing beside them. */
  isGrave?: boolean;
}

/** Mount it to open it. */
export const Sheet = ({ title, onClose, children, isGrave = false }: SheetProps) => (
  <ModalOverlay
    className="overlay"
    isOpen
    isDismissable={!isGrave}
    onOpenChange={(isOpen) => {
      if (!isOpen) onClose();
    }}
  >
    <Modal>
      <Dialog className="dialog" role={isGrave ? 'alertdialog' : 'dialog'}>
        <Heading slot="title" level={2}>
          {title}
        </Heading>
        {children}
      </Dialog>
    </Modal>
  </ModalOverlay>
);
