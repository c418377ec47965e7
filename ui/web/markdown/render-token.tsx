// `bun test` reads only the tsconfig of the folder it starts in, so the runtime is named here too.
/** @jsxImportSource preact */
import type { MarkedToken, Token, Tokens } from 'marked'
import type { ComponentChild, JSX } from 'preact'
import { readEntities } from './entities.ts'
import { safeLink } from './safe-link.ts'

/** Deeper nesting than this is shown as it was written. */
const maxDepth = 24

/** The one tag that models write instead of Markdown. */
const lineBreak = /^<br ?\/?>\s*$/i

/** Names for what a screen reader lands on. */
export type MarkdownLabels = { readonly code: string; readonly table: string }

type Render = { readonly labels: MarkdownLabels; readonly depth: number }

/** A token as elements. Nothing of it ever becomes HTML: raw HTML is text, images are links, and links lead
 * only to http, https and mailto. */
export function renderToken(token: Token, labels: MarkdownLabels): ComponentChild {
  return render(token as MarkedToken | PlainToken, { labels, depth: 0 })
}

/** Text that was not parsed. */
type PlainToken = { readonly type: 'plain'; readonly raw: string }

function render(token: MarkedToken | PlainToken, at: Render): ComponentChild {
  if (at.depth > maxDepth) return token.raw
  const children = (tokens: Token[] | undefined) => renderAll(tokens ?? [], { ...at, depth: at.depth + 1 })
  switch (token.type) {
    case 'space':
      return null
    case 'plain':
      return <p class="as-written">{token.raw}</p>
    case 'paragraph':
      return <p>{children(token.tokens)}</p>
    case 'heading':
      return heading(token.depth, children(token.tokens))
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section class="code-scroll" tabIndex={0} aria-label={at.labels.code}>
          <pre>
            <code dir="ltr">{token.text}</code>
          </pre>
        </section>
      )
    case 'blockquote':
      return <blockquote>{children(token.tokens)}</blockquote>
    case 'list':
      return list(token, at)
    case 'list_item':
      return <li>{children(token.tokens)}</li>
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ '
    case 'table':
      return table(token, at)
    case 'hr':
      return <hr />
    case 'html':
      if (lineBreak.test(token.raw)) return <br />
      return token.block ? <p class="as-written">{token.raw.trimEnd()}</p> : token.raw
    case 'def':
      return <p class="as-written">{token.raw.trimEnd()}</p>
    case 'strong':
      return <strong>{children(token.tokens)}</strong>
    case 'em':
      return <em>{children(token.tokens)}</em>
    case 'del':
      return <del>{children(token.tokens)}</del>
    case 'codespan':
      return <code>{token.text}</code>
    case 'br':
      return <br />
    case 'link':
      return link(token.href, children(token.tokens))
    case 'image':
      return link(token.href, token.text || token.href)
    case 'escape':
      return token.text
    case 'text':
      return token.tokens ? children(token.tokens) : readEntities(token.text)
    default:
      // A kind of token that a newer lexer may know: its source is better than nothing.
      return (token satisfies never as Token).raw
  }
}

function renderAll(tokens: readonly Token[], at: Render): ComponentChild[] {
  return tokens.map((token) => render(token as MarkedToken, at))
}

function heading(depth: number, children: ComponentChild): JSX.Element {
  // The page's own heading is h1, so the headings of a message begin below it.
  switch (depth) {
    case 1:
      return <h2>{children}</h2>
    case 2:
      return <h3>{children}</h3>
    case 3:
      return <h4>{children}</h4>
    case 4:
      return <h5>{children}</h5>
    default:
      return <h6>{children}</h6>
  }
}

function link(href: string, children: ComponentChild): ComponentChild {
  const safe = safeLink(href)
  if (!safe) return <span>{children}</span>
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}

function list(token: Tokens.List, at: Render): JSX.Element {
  const items = renderAll(token.items, { ...at, depth: at.depth + 1 })
  return token.ordered ? <ol start={token.start === '' ? 1 : token.start}>{items}</ol> : <ul>{items}</ul>
}

function table(token: Tokens.Table, at: Render): JSX.Element {
  const cells = (row: readonly Tokens.TableCell[], Cell: 'th' | 'td') =>
    row.map((cell) => (
      <Cell key={cell} class={cell.align ? `align-${cell.align}` : undefined}>
        {renderAll(cell.tokens, { ...at, depth: at.depth + 1 })}
      </Cell>
    ))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="table-scroll" tabIndex={0} aria-label={at.labels.table}>
      <table>
        <thead>
          <tr>{cells(token.header, 'th')}</tr>
        </thead>
        <tbody>
          {token.rows.map((row) => (
            <tr key={row}>{cells(row, 'td')}</tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
