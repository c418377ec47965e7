import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { CompanionJson } from '../../../core/http/client.ts'
import { ErrorNote } from '../parts/error-note.tsx'
import { firstSentence } from '../parts/first-sentence.ts'
import { Icon } from '../parts/icon.tsx'
import { ModelNotice } from '../parts/model-notice.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Portrait } from '../parts/portrait.tsx'
import { useStartConversation } from '../parts/start-conversation.ts'
import { TopBar } from '../parts/top-bar.tsx'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'
import { Composer } from './composer.tsx'
import { ConversationMenu } from './conversation-menu.tsx'
import { MessageLog } from './message-log.tsx'
import { Speaker } from './speaker.tsx'
import type { Thread } from './thread.ts'
import type { ThreadStore } from './threads.ts'
import { useFollowBottom } from './use-follow-bottom.ts'

type ConversationProps = {
  readonly thread: ThreadStore
  readonly state: Thread
  readonly companion: CompanionJson
}

/** The page of one conversation. */
export function Conversation({ thread, state, companion }: ConversationProps): JSX.Element {
  const { conversations } = useAura()
  const { start, error: startError } = useStartConversation()
  const [attention, setAttention] = useState(0)
  const follow = useFollowBottom()
  const { live, outgoing, messages } = state
  const isAnswering = live !== undefined || outgoing?.state === 'sending' || outgoing?.state === 'waiting'

  // Another device may have said something: the list of conversations, looked at often, tells.
  const list = conversations.list.value
  const listed = list.type === 'ready' ? list.value.find(({ id }) => id === state.conversationId) : undefined
  const isBehind = listed !== undefined && listed.updatedAt > state.updatedAt && !live && !outgoing
  const behindOf = isBehind ? listed.updatedAt : undefined
  useEffect(() => {
    if (behindOf !== undefined) void thread.load()
  }, [behindOf, thread])

  const isLive = live !== undefined
  useEffect(() => {
    if (!isLive) return
    const onKey = (event: KeyboardEvent) => {
      const isElsewhere =
        event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')
      if (event.key === 'Escape' && !isElsewhere) void thread.stop()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [isLive, thread])

  function backToComposer(): void {
    setAttention((count) => count + 1)
  }

  function send(text: string): void {
    follow.toBottom()
    void thread.send(text)
  }

  const refusal = thread.refusal.value ?? startError
  const last = messages.at(-1)
  return (
    <div class="chat">
      <TopBar companionId={companion.id} conversationId={state.conversationId}>
        <Portrait id={companion.id} name={companion.name} size="small" isThinking={isLive} />
        <div class="who">
          <PageTitle title={companion.name}>
            <span dir="auto">{companion.name}</span>
          </PageTitle>
          <p class="clip" dir="auto">
            {firstSentence(companion.personality)}
          </p>
        </div>
        <span class="badge push">{t('chat.badge')}</span>
        <ConversationMenu companion={companion} conversationId={state.conversationId} onStart={start} />
      </TopBar>
      <div class="log-area">
        <div
          class="log"
          ref={follow.scroller}
          role="log"
          aria-live="off"
          aria-label={t('chat.logWith', { name: companion.name })}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
          tabIndex={0}
        >
          <div class="log-content" ref={follow.content}>
            <MessageLog thread={thread} state={state} companion={companion} onDone={backToComposer} />
          </div>
        </div>
        {follow.isAway ? (
          <button
            type="button"
            class="pill"
            onClick={() => {
              follow.toBottom()
              backToComposer()
            }}
          >
            <Icon name="down" />
            {follow.hasNewBelow ? t('chat.newMessages') : t('chat.toEnd')}
          </button>
        ) : null}
      </div>
      <Speaker
        live={live}
        lastReply={last?.role === 'assistant' ? last.text : state.ended?.partialText}
        name={companion.name}
        language={companion.language}
      />
      <div class="foot">
        <ModelNotice />
        {refusal ? <ErrorNote error={refusal} /> : null}
        <Composer
          conversationId={state.conversationId}
          name={companion.name}
          isAnswering={isAnswering}
          isStopping={live?.isStopping ?? false}
          attention={attention}
          onSend={send}
          onStop={() => {
            void thread.stop()
            backToComposer()
          }}
        />
      </div>
    </div>
  )
}
