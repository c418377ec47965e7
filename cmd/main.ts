/**
 * Nothing may be imported statically here: the hidden subcommands are recognised before any other code runs, and
 * `aura --help` stays fast.
 */

/** chat → private daemon → runtime → binding test is the deepest that aura starts itself. */
const deepest = 3

const depth = Number(process.env.AURA_DEPTH ?? 0)
if (!(depth <= deepest)) {
  process.stderr.write(
    'aura: started itself too often\n  each aura started another one\n  Fix: report this as a fault in aura\n',
  )
  process.exit(1)
}
process.env.AURA_DEPTH = String(depth + 1)

// Bun itself listens to these; a child of aura is aura, whatever the shell says.
for (const name of Object.keys(process.env)) if (name.startsWith('BUN_')) delete process.env[name]

// Databases, keys and sockets are made private from their first byte on.
process.umask(0o077)

switch (process.argv[2]) {
  case '__runtime':
    await (await import('./runtime.ts')).runRuntime()
    break
  case '__test-binding':
    await (await import('./runtime.ts')).runBindingTest()
    break
  default:
    process.exitCode = await (await import('./program.ts')).runProgram(process.argv.slice(2), process)
}

export {}
