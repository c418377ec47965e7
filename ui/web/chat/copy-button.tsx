import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Icon } from '../parts/icon.tsx'
import { t } from '../strings.ts'
import { copyText } from './copy-text.ts'

/** Copies a text, and says whether that worked until the focus goes on. */
export function CopyButton({ text }: { readonly text: string }): JSX.Element {
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no')

  async function copy(): Promise<void> {
    setCopied((await copyText(text)) ? 'yes' : 'refused')
  }

  return (
    <button type="button" onClick={copy} onBlur={() => setCopied('no')}>
      <Icon name={copied === 'yes' ? 'check' : 'copy'} />
      {copied === 'yes' ? t('chat.copied') : copied === 'refused' ? t('chat.copyRefused') : t('chat.copy')}
    </button>
  )
}
