import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A copy of the checkout in a temporary directory: the checkout is never written to, and may be worked in at the same time. */
export interface Copy {
  root: string
  /** Replaces a part of a file, and puts the file back afterwards. */
  changed<Result>(file: string, from: string, to: string, use: () => Promise<Result>): Promise<Result>
  remove(): void
}

/** What git tracks or would track: no build, no cache. */
const filesOf = (checkout: string): string[] =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: checkout,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(checkout, file)))

export function copyCheckout(checkout: string): Copy {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-mutations-')))
  // Tests run the command as somebody else, too.
  chmodSync(root, 0o755)
  const files = filesOf(checkout)
  for (const file of files) place(file)
  symlinkSync(join(checkout, 'node_modules'), join(root, 'node_modules'))
  return {
    root,
    async changed(file, from, to, use) {
      const path = join(root, file)
      const text = readFileSync(path, 'utf8')
      writeFileSync(
        path,
        text.replace(from, () => to),
      )
      try {
        return await use()
      } finally {
        writeFileSync(path, text)
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }

  function place(file: string): void {
    const target = join(root, file)
    mkdirSync(dirname(target), { recursive: true })
    copyFileSync(join(checkout, file), target)
  }
}
