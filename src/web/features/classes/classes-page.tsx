/** One's classes: taught, or all for the office. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { paths } from '../../paths.ts';
import { useApi } from '../../session/signed-in.ts';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** With fewer everything is in sight anyway. */
const searchFrom = 9;

export function ClassesPage() {
  const { t } = useTranslation('classes');
  const [text, setText] = useState('');
  const classes = useApi().useQuery('get', '/api/v2/classes');
  const typed = text.trim().toLowerCase();
  return (
    <Page title={t('title')}>
      <Loaded query={classes}>
        {(all) => {
          if (all.length === 0) return <Empty title={t('none')} text={t('noneText')} />;
          const found = all.filter(({ code, title }) => `${code} ${title}`.toLowerCase().includes(typed));
          return (
            <>
              {all.length >= searchFrom && (
                <TextField label={t('find')} type="search" value={text} onChange={setText} />
              )}
              {found.length === 0 && <p role="status">{t('noneFound')}</p>}
              <ul className="cards beside">
                {found.map(({ id, code, title, campus }) => (
                  <li key={id} className="panel lesson">
                    <h2>
                      <Link to={paths.class.at(id)} className="lesson-link">
                        {code}
                      </Link>
                    </h2>
                    <p>{title}</p>
                    <p className="quiet">{campus}</p>
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
