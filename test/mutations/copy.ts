import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  linkSync,
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

/** A copy of the checkout in a temporary directory, of hard links where the file system allows them; the checkout itself is never written to. */
export interface Copy {
  root: string
  /** Replaces a part of a file, and puts the checkout's file back afterwards. */
  changed<Result>(file: string, from: string, to: string, use: () => Promise<Result>): Promise<Result>
  /** Compiles the copy. Throws where it does not compile. */
  build(): void
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
  const files = filesOf(checkout)
  for (const file of files) place(file)
  symlinkSync(join(checkout, 'node_modules'), join(root, 'node_modules'))
  return {
    root,
    async changed(file, from, to, use) {
      const path = join(root, file)
      const text = readFileSync(path, 'utf8').replace(from, () => to)
      // A new file: the hard link's other end is the checkout's own.
      rmSync(path)
      writeFileSync(path, text)
      try {
        return await use()
      } finally {
        rmSync(path)
        place(file)
      }
    },
    build: () => {
      execFileSync(process.execPath, ['--import', 'tsx', '.ci/build/build.ts'], { cwd: root, stdio: 'pipe' })
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }

  function place(file: string): void {
    const target = join(root, file)
    mkdirSync(dirname(target), { recursive: true })
    try {
      linkSync(join(checkout, file), target)
    } catch {
      copyFileSync(join(checkout, file), target)
    }
  }
}
