import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { maxMessageLength } from '../../../core/http/client.ts'
import { Icon } from '../parts/icon.tsx'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'
import { whatEnterDoes } from './enter-key.ts'

/** From here on the number of characters is shown. */
const nearlyFull = maxMessageLength * 0.9

type ComposerProps = {
  readonly conversationId: string
  readonly name: string
  /** The reply is being made: one stops it before one goes on. */
  readonly isAnswering: boolean
  readonly isStopping: boolean
  /** Counts up when the draft may have been changed from outside, or a button that had the focus is gone. */
  readonly attention: number
  readonly onSend: (text: string) => void
  readonly onStop: () => void
}

export function Composer(props: ComposerProps): JSX.Element {
  const { conversationId, name, isAnswering, isStopping, attention, onSend, onStop } = props
  const { drafts } = useAura()
  const box = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(() => drafts.get(conversationId))
  const isTouch = matchMedia('(hover: none) and (pointer: coarse)').matches
  const isTooLong = text.length > maxMessageLength

  useEffect(() => {
    // A keyboard that would cover half the page opens only when asked for.
    if (!isTouch) box.current?.focus({ preventScroll: true })
  }, [isTouch])
  useEffect(() => {
    if (attention === 0) return
    setText(drafts.get(conversationId))
    if (!isTouch) box.current?.focus({ preventScroll: true })
  }, [attention, drafts, conversationId, isTouch])
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew for each text
  useLayoutEffect(() => {
    const element = box.current
    if (!element || CSS.supports('field-sizing', 'content')) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [text])

  function change(value: string): void {
    setText(value)
    drafts.set(conversationId, value)
  }

  function send(): void {
    if (isAnswering || isTooLong || !text.trim()) return
    change('')
    onSend(text)
    box.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (whatEnterDoes(event, isTouch) !== 'send') return
    event.preventDefault()
    send()
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div class="box">
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          enterkeyhint={isTouch ? 'enter' : 'send'}
          aria-label={t('chat.messageTo', { name })}
          aria-describedby="composer-hint"
          placeholder={t('chat.messageTo', { name })}
          value={text}
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {isAnswering ? (
          <button type="button" class="button send stop" disabled={isStopping} onClick={onStop}>
            <Icon name="stop" />
            {isStopping ? t('chat.stopping') : t('chat.stop')}
          </button>
        ) : (
          <button type="submit" class="button primary send" disabled={!text.trim() || isTooLong}>
            <Icon name="send" />
            {t('chat.send')}
          </button>
        )}
      </div>
      <p
        class={isTooLong ? 'hint too-long' : 'hint'}
        id="composer-hint"
        role={isTooLong ? 'alert' : undefined}
      >
        {isTooLong
          ? t('chat.tooLong', { count: text.length - maxMessageLength, most: maxMessageLength })
          : text.length > nearlyFull
            ? t('chat.length', { used: text.length, most: maxMessageLength })
            : isAnswering
              ? t('chat.hintAnswering')
              : isTouch
                ? t('chat.hintTouch')
                : t('chat.hint')}
      </p>
    </form>
  )
}
