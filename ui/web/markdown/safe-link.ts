const allowedSchemes = new Set(['http:', 'https:', 'mailto:'])

/** The address a link may lead to; undefined for anything but http, https and mailto. */
export function safeLink(href: string): string | undefined {
  // No base: an address relative to this server is not the model's to give.
  if (!URL.canParse(href)) return undefined
  const url = new URL(href)
  return allowedSchemes.has(url.protocol) ? url.href : undefined
}
