declare module '*.woff2' {
  /** Where the file is served, absolute or relative to the script. */
  const address: string
  export default address
}
