import type { JSX } from 'preact'
import type { CompanionJson } from '../../../core/http/client.ts'
import { nameOfLanguage } from '../../shared/languages.ts'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'
import { ErrorNote } from './error-note.tsx'
import { firstSentence } from './first-sentence.ts'
import { Icon } from './icon.tsx'
import { Portrait } from './portrait.tsx'
import { useStartConversation } from './start-conversation.ts'

type CompanionCardProps = { readonly companion: CompanionJson; readonly onDelete: () => void }

export function CompanionCard({ companion, onDelete }: CompanionCardProps): JSX.Element {
  const { conversations } = useAura()
  const { start, isBusy, error } = useStartConversation()
  const { id, name, personality, language } = companion
  const latest = conversations.latestOf(id)
  return (
    <article class="card companion">
      <Portrait id={id} name={name} size="large" />
      <h2 dir="auto">{name}</h2>
      <p class="clamp" dir="auto">
        {firstSentence(personality) || t('companions.noPersonality')}
      </p>
      <p class="hint">{t('companions.speaks', { language: nameOfLanguage(language) })}</p>
      {error ? <ErrorNote error={error} /> : null}
      <div class="actions">
        {latest ? (
          <a
            class="button primary grow"
            href={`/chat/${latest.id}`}
            aria-label={t('companions.chatWith', { name })}
          >
            <Icon name="talk" />
            {t('companions.chat')}
          </a>
        ) : (
          <button
            type="button"
            class="button primary grow"
            aria-label={t('companions.chatWith', { name })}
            disabled={isBusy}
            onClick={() => start(id)}
          >
            <Icon name="talk" />
            {t('companions.chat')}
          </button>
        )}
        <a class="button icon-only" href={`/c/${id}/edit`} aria-label={t('companions.edit', { name })}>
          <Icon name="edit" />
        </a>
        <button
          type="button"
          class="button icon-only"
          aria-label={t('companions.delete', { name })}
          onClick={onDelete}
        >
          <Icon name="remove" />
        </button>
      </div>
    </article>
  )
}
