import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { at, decision } from './support/decisions.ts'
import { cleanEnvironment, createProject, entry, repository } from './support/project.ts'

const test = suite('documents')

const pages = ['README.md', ...readdirSync(join(repository, 'docs')).map((name) => join('docs', name))].filter((page) =>
  page.endsWith('.md'),
)

/** The commands of a page's `sh` blocks that are bookend's; `console` blocks show what was printed and are not run. */
const commandsOf = (text: string) =>
  [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap((match) => (match[1] as string).trim().split('\n'))
    .filter((line) => /^(eval "\$\()?bookend |\| bookend hook/.test(line))

for (const page of pages) {
  const text = readFileSync(join(repository, page), 'utf8')
  const commands = commandsOf(text)

  if (commands.length > 0)
    test(`every bookend command of ${page} works, in its order`, () => {
      const project = createProject()
      const bin = mkdtempSync(join(tmpdir(), 'bookend-bin-'))
      writeFileSync(join(bin, 'bookend'), `#!/bin/sh\nexec "${process.execPath}" "${entry}" "$@"\n`, { mode: 0o755 })
      project.write('.memory/audit/decisions-2025-10-24.jsonl', `${decision(at(0))}\n`)
      const script = commands.map((line) => `echo '+ ${line.replaceAll("'", "'\\''")}' >&2\n${line}`).join('\n')
      const { status, stderr } = spawnSync('sh', ['-e', '-c', script], {
        cwd: project.root,
        encoding: 'utf8',
        env: cleanEnvironment({ PATH: `${bin}:${process.env.PATH}` }),
      })
      assert.is(status, 0, stderr)
      rmSync(bin, { recursive: true })
      project.remove()
    })

  test(`the files that ${page} links to are there`, () => {
    for (const [, path] of text.matchAll(/\]\((?!https?:)([\w./-]+)(?:#[\w-]+)?\)/g))
      assert.ok(existsSync(join(repository, dirname(page), path as string)), path)
  })
}

test('docs/templates.md has a row for every template that a project can replace', () => {
  // Programs and agents read these, or they are parts of the installation.
  const fixed = /^(agent|agents|skill|summary)\b/
  const templates = readdirSync(join(repository, 'templates')).filter((name) => name.endsWith('.ejs'))
  const page = readFileSync(join(repository, 'docs/templates.md'), 'utf8')
  for (const name of templates.filter((each) => !fixed.test(each))) assert.ok(page.includes(`\`${name}\``), name)
})

test('every decision has a number of its own, and what refers to one refers to one that is there', () => {
  const titles = readFileSync(join(repository, 'docs/decisions.md'), 'utf8').match(/^## .*/gm) ?? []
  const numbers = titles.map((title) => /^## (\d+)\. \d{4}-\d\d-\d\d: \S/.exec(title)?.[1])
  assert.equal([numbers.includes(undefined), new Set(numbers).size], [false, titles.length])
  const sources = ['cache', 'tasks', 'templates', 'workflows'].flatMap((directory) =>
    readdirSync(join(repository, directory), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(directory, name)),
  )
  const referred = sources.flatMap((file) =>
    [...readFileSync(join(repository, file), 'utf8').matchAll(/docs\/decisions\.md, (\d+)/g)].map(
      ([, number]) => number,
    ),
  )
  assert.ok(referred.length > 10)
  assert.equal(
    referred.filter((number) => !numbers.includes(number)),
    [],
  )
})

test.run()
