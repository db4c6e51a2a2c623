/** What else can be done, behind one button. */
import { Button as AriaButton, Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Icon } from './icon.tsx';

export interface MenuChoice {
  id: string;
  label: string;
  run: () => void;
  isGrave?: boolean;
}

export const Menu = ({ label, choices }: { label: string; choices: readonly MenuChoice[] }) => (
  <MenuTrigger>
    <AriaButton className="round more-button" aria-label={label}>
      <Icon name="more" />
    </AriaButton>
    <Popover className="popover" placement="bottom end">
      <AriaMenu className="options" onAction={(key) => choices.find(({ id }) => id === key)?.run()}>
        {choices.map(({ id, label: text, isGrave = false }) => (
          <MenuItem key={id} id={id} className={`option ${isGrave ? 'grave' : ''}`}>
            {text}
          </MenuItem>
        ))}
      </AriaMenu>
    </Popover>
  </MenuTrigger>
);
