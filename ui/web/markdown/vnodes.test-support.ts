import { type ComponentChild, isValidElement, type VNode } from 'preact'
import type { Blocks } from './blocks.ts'
import { renderToken } from './render-token.tsx'

type Element = { readonly type: string; readonly props: Readonly<Record<string, unknown>> }

const labels = { code: 'Code', table: 'Table' }

/** What the blocks are drawn as, before any browser sees it. */
export function nodesOf({ settled, tail }: Blocks): readonly ComponentChild[] {
  return [...settled, ...tail].map(({ token }) => renderToken(token, labels))
}

/** Every element, in the order of the document. */
export function elementsOf(blocks: Blocks): readonly Element[] {
  const found: Element[] = []
  for (const node of nodesOf(blocks))
    visit(node, (element) => void found.push({ type: String(element.type), props: element.props }))
  return found
}

export function nestedDepthOf(blocks: Blocks): number {
  let deepest = 0
  const see = (_: unknown, depth: number) => {
    deepest = Math.max(deepest, depth)
  }
  for (const node of nodesOf(blocks)) visit(node, see)
  return deepest
}

/** The elements as HTML, with names only. */
export function htmlOf(blocks: Blocks): string {
  return nodesOf(blocks).map(html).join('')
}

function html(node: ComponentChild): string {
  if (Array.isArray(node)) return node.map(html).join('')
  if (!isValidElement(node)) return typeof node === 'string' ? escaped(node) : ''
  const inner = html((node.props as { children?: ComponentChild }).children)
  return inner ? `<${node.type}>${inner}</${node.type}>` : `<${node.type}/>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function visit(node: ComponentChild, see: (element: VNode<object>, depth: number) => void, depth = 1): void {
  if (Array.isArray(node)) {
    for (const child of node as ComponentChild[]) visit(child, see, depth)
    return
  }
  if (!isValidElement(node)) return
  see(node as VNode<object>, depth)
  visit((node.props as { children?: ComponentChild }).children, see, depth + 1)
}
