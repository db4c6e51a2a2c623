/** The frame of one page: its name, what can be done there, and what it shows. */
import { useEffect, type ReactNode } from 'react';

export function Page({ title, lead, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Muster`;
    return () => void (document.title = 'Muster');
  }, [title]);
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          {lead !== undefined && <p className="lead-line">{lead}</p>}
        </div>
        {actions !== undefined && <div className="row-buttons">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface PageProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export const Card = ({ title, actions, children }: { title?: string; actions?: ReactNode; children: ReactNode }) => (
  <section className="panel">
    {(title !== undefined || actions !== undefined) && (
      <div className="panel-head">
        {title !== undefined && <h2>{title}</h2>}
        {actions}
      </div>
    )}
    {children}
  </section>
);
