/**
 * Whether the file system that holds `path` is mounted `noexec`, so that no shared library can be mapped from it.
 * `mountInfo` is the text of /proc/self/mountinfo (proc_pid_mountinfo(5)); `path` is absolute and resolved.
 */
export function isNoexec(mountInfo: string, path: string): boolean {
  let longest = -1
  let noexec = false
  for (const line of mountInfo.split('\n')) {
    const fields = line.split(' ')
    const escaped = fields[4]
    const options = fields[5]
    if (escaped === undefined || options === undefined) continue
    const mountPoint = unescapeOctal(escaped)
    const holds = mountPoint === '/' || path === mountPoint || path.startsWith(`${mountPoint}/`)
    // A later mount on the same point hides the earlier one, so equal length wins too.
    if (!holds || mountPoint.length < longest) continue
    longest = mountPoint.length
    noexec = options.split(',').includes('noexec')
  }
  return noexec
}

/** mountinfo writes space, tab, newline and backslash as three octal digits. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}
