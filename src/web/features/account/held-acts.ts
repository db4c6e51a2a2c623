/** What other admins asked for that needs a second one's yes: said in words, with Yes and No. */
import { button, el } from '../../ui/dom.ts';
import type { Sheet } from '../../ui/dialog.ts';
import { withProof } from '../door/proof.ts';
import type { Me, Session } from '../../session/session.ts';

interface HeldAct {
  id: string;
  what: string | null;
  askedBy: { id: string; name: string };
  expiresAt: string;
}

const moment = (iso: string): string =>
  new Date(iso).toLocaleString(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** Empty while nothing waits. */
export function heldActsView(session: Session, me: Me, { guarded }: Sheet): HTMLElement {
  const section = el('section', {});
  void guarded(look);

  async function look(): Promise<void> {
    const { heldActs } = (await (await session.call('/api/v2/held-acts')).json()) as { heldActs: HeldAct[] };
    section.replaceChildren(
      ...(heldActs.length === 0
        ? []
        : [el('h3', {}, "Waits for a second admin's yes"), el('ul', { class: 'account-list' }, ...heldActs.map(row))]),
    );
  }

  function row({ id, what, askedBy, expiresAt }: HeldAct): HTMLElement {
    const isOwn = askedBy.id === me.id;
    const settle = (label: string, path: string, init: RequestInit): HTMLElement =>
      button({ class: 'button secondary', 'aria-label': `${label}: ${what ?? ''}` }, [label], () => {
        void guarded(async () => {
          await withProof(session, () => session.call(path, init));
          await look();
        });
      });
    const decide = (label: string, approve: boolean): HTMLElement =>
      settle(label, `/api/v2/held-acts/${id}/decision`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ approve }),
      });
    const buttons = isOwn
      ? [settle('Take back', `/api/v2/held-acts/${id}`, { method: 'DELETE' })]
      : [decide('Yes', true), decide('No', false)];
    return el(
      'li',
      {},
      el(
        'span',
        { class: 'account-name' },
        isOwn ? `You asked to ${what ?? ''}` : `${askedBy.name} asks to ${what ?? ''}`,
        el('span', { class: 'hint' }, `until ${moment(expiresAt)}`),
      ),
      el('span', { class: 'row-buttons' }, ...buttons),
    );
  }

  return section;
}
