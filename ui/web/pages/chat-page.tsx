import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { useRoute } from 'preact-iso/router'
import { Conversation } from '../chat/conversation.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { NotHere } from '../parts/not-here.tsx'
import { Shell } from '../parts/shell.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'

export function ChatPage(): JSX.Element {
  const { threads, session } = useAura()
  const { params } = useRoute()
  const id = params.id ?? ''
  const thread = threads.get(id)
  const state = thread.state.value
  const isSignedIn = session.state.value.type === 'signed-in'
  useEffect(() => (isSignedIn ? thread.open() : undefined), [thread, isSignedIn])
  return (
    <Shell conversationId={id} companionId={state.type === 'ready' ? state.value.companionId : undefined}>
      <Chat key={id} id={id} />
    </Shell>
  )
}

function Chat({ id }: { readonly id: string }): JSX.Element {
  const { threads, companions } = useAura()
  const thread = threads.get(id)
  const state = thread.state.value
  const companion = state.type === 'ready' ? companions.find(state.value.companionId) : undefined
  const isUnknown = state.type === 'ready' && companions.list.value.type === 'ready' && !companion
  useEffect(() => {
    // Another device made this companion after the list was loaded here.
    if (isUnknown) void companions.load()
  }, [isUnknown, companions])

  if (state.type === 'failed')
    return (
      <>
        <TopBar isBare />
        <div class="page">
          {state.error.kind === 'not-found' || state.error.kind === 'invalid-input' ? (
            <NotHere title={t('chat.goneTitle')} text={t('chat.goneText')} />
          ) : (
            <ErrorNote error={state.error}>
              <button type="button" class="button" onClick={thread.load}>
                {t('error.tryAgain')}
              </button>
            </ErrorNote>
          )}
        </div>
      </>
    )
  if (companions.list.value.type === 'failed')
    return (
      <div class="page">
        <ErrorNote error={companions.list.value.error}>
          <button type="button" class="button" onClick={companions.load}>
            {t('error.tryAgain')}
          </button>
        </ErrorNote>
      </div>
    )
  if (state.type === 'loading' || !companion) return <Waiting />
  return <Conversation thread={thread} state={state.value} companion={companion} />
}
