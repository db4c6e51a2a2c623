/** The photos with each face and its name, and beside them the lists: recognised, in doubt, not seen. */
import { useTranslation } from 'react-i18next';
import { Card } from '../../ui/page.tsx';
import { placeOf, toggled, type Choices, type Proposal } from './proposal.ts';

interface ProposalShownProps {
  photos: readonly File[];
  proposal: Proposal;
  choices: Choices;
  onChoices: (choices: Choices) => void;
}

export function ProposalShown(props: ProposalShownProps) {
  const { t } = useTranslation('rollCall');
  const { photos, proposal, choices, onChoices } = props;
  const { named, notSeen, notEnrolled, unknownFaces, unclearFaces } = proposal;
  const remove = (personId: string): void => onChoices({ ...choices, removed: toggled(choices.removed, personId) });
  return (
    <>
      {photos.map((photo, index) => (
        <PhotoShown key={index} {...{ photo, index, proposal, choices }} onRemove={remove} />
      ))}
      <div className="columns">
        <Card title={t('named', { count: named.length })}>
          <ul className="plain-rows">
            {named.map(({ personId, name }) => {
              const isRemoved = choices.removed.has(personId);
              return (
                <li key={personId} className={isRemoved ? 'removed' : ''}>
                  <span>{name}</span>
                  <button type="button" className="button subtle" onClick={() => remove(personId)}>
                    {t(isRemoved ? 'yesThisOne' : 'notThisOne')}
                    <span className="spoken"> {name}</span>
                  </button>
                </li>
              );
            })}
          </ul>
        </Card>
        <Unsure {...props} />
        <Card title={t('notSeen', { count: notSeen.length })}>
          <p>{notSeen.map(({ name }) => name).join(', ')}</p>
          <p className="quiet">
            {[
              notEnrolled > 0 ? t('notEnrolled', { count: notEnrolled }) : '',
              unknownFaces > 0 ? t('unknown', { count: unknownFaces }) : '',
              unclearFaces > 0 ? t('unclear', { count: unclearFaces }) : '',
            ].join(' ')}
          </p>
        </Card>
      </div>
    </>
  );
}

function PhotoShown({
  photo,
  index,
  proposal,
  choices,
  onRemove,
}: Omit<ProposalShownProps, 'photos' | 'onChoices'> & {
  photo: File;
  index: number;
  onRemove: (personId: string) => void;
}) {
  const { t } = useTranslation('rollCall');
  const looked = proposal.photos[index];
  return (
    <div className="room-photo" dir="ltr">
      <FileImage photo={photo} alt={t('photo', { number: index + 1 })} />
      {looked?.faces.map((face, place) => {
        const { personId, name, outcome } = face;
        if (personId === null || name === null)
          return <span key={place} className={`room-face ${outcome}`} style={placeOf(face, looked)} />;
        const isRemoved = choices.removed.has(personId);
        return (
          <button
            key={place}
            type="button"
            className={`room-face ${isRemoved ? 'removed' : outcome}`}
            style={placeOf(face, looked)}
            aria-pressed={!isRemoved}
            aria-label={t(isRemoved ? 'face.removed' : 'face.named', { name })}
            onClick={() => onRemove(personId)}
          >
            <span className="room-name" aria-hidden="true">
              {name}
            </span>
          </button>
        );
      })}
    </div>
  );
}

const FileImage = ({ photo, alt }: { photo: File; alt: string }) => (
  <img
    alt={alt}
    ref={(image) => {
      if (!image) return undefined;
      const url = URL.createObjectURL(photo);
      image.src = url;
      return () => URL.revokeObjectURL(url);
    }}
  />
);

/** People who could be one of these: who it is, the teacher says. */
function Unsure({ proposal, choices, onChoices }: ProposalShownProps) {
  const { t } = useTranslation('rollCall');
  if (proposal.unsure.length === 0) return null;
  return (
    <Card title={t('unsure')}>
      <p className="quiet">{t('unsureText')}</p>
      {proposal.unsure.map(({ candidates }, index) => (
        <div key={index} className="filters" role="group" aria-label={t('unsureFace', { number: index + 1 })}>
          {candidates.map(({ personId, name }) => (
            <button
              key={personId}
              type="button"
              className="filter"
              aria-pressed={choices.added.has(personId)}
              onClick={() => onChoices({ ...choices, added: toggled(choices.added, personId) })}
            >
              {name}
            </button>
          ))}
        </div>
      ))}
    </Card>
  );
}
