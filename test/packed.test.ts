import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { temporaryDirectory } from './support/installed.ts'
import { cleanEnvironment, createProject, repository, type TestProject } from './support/project.ts'

const test = suite('the packed package')
/** Downloads Node twice, and installs everything seven times: only where it is asked for. */
const asked = process.env.BOOKEND_TEST_PACKED === '1' ? test : test.skip

const base = temporaryDirectory()
test.after(() => rmSync(base, { recursive: true, force: true }))

const certificates = process.env.NODE_EXTRA_CA_CERTS
/** What a registry behind a proxy needs; and npm waits five minutes for an answer that never comes, half of what one file may take. */
const registry = { npm_config_fetch_timeout: '45000', ...(certificates && { NODE_EXTRA_CA_CERTS: certificates }) }

/** npm's own program, so that it can be run by any Node. */
const npm = () => realpathSync(execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim())

interface Tools {
  tarball: string
  /** By its major version. */
  node: Record<string, string>
  pnpm: string
  /** By its major version. */
  yarn: Record<string, string>
}

let tools: Tools | undefined

/** The package as it would be published, and what it is tried with. */
function prepare(): Tools {
  if (tools) return tools
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', base], {
    cwd: repository,
    encoding: 'utf8',
    env: cleanEnvironment(),
  })
  const fetch = (name: string, ...packages: string[]) => {
    const prefix = join(base, name)
    mkdirSync(prefix)
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', prefix, ...packages], {
      cwd: prefix,
      stdio: 'pipe',
      env: cleanEnvironment(registry),
    })
    return join(prefix, 'node_modules')
  }
  const binary = (name: string, version: string) => join(fetch(name, `node@${version}`), 'node/bin/node')
  tools = {
    tarball: join(base, (JSON.parse(packed) as { filename: string }[])[0]?.filename as string),
    node: { '20': process.execPath, '22': binary('node22', '22'), '24': binary('node24', '24') },
    pnpm: join(fetch('pnpm', 'pnpm@10'), 'pnpm/bin/pnpm.cjs'),
    yarn: {
      '1': join(fetch('yarn1', 'yarn@1'), 'yarn/bin/yarn.js'),
      '4': join(fetch('yarn4', '@yarnpkg/cli-dist@4'), '@yarnpkg/cli-dist/bin/yarn.js'),
    },
  }
  return tools
}

/** Nothing of Yarn's outside the test's directory, and nothing asked of anybody but the registry. */
const yarnSettings = {
  YARN_GLOBAL_FOLDER: join(base, 'yarn-global'),
  YARN_CACHE_FOLDER: join(base, 'yarn-cache'),
  YARN_ENABLE_TELEMETRY: '0',
  YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
}

function projectFor(): TestProject {
  const project = createProject()
  project.write('.gitignore', 'node_modules\n')
  project.write('package.json', '{ "name": "tried", "version": "1.0.0", "private": true }')
  project.commit('Begin')
  return project
}

/** Runs a program of a package manager, or the installed command, with a Node of a version. */
function runWith(node: string, project: TestProject, argv: string[], input = '') {
  const env = cleanEnvironment()
  return spawnSync(node, argv, {
    cwd: project.root,
    encoding: 'utf8',
    input,
    env: { ...env, ...registry, ...yarnSettings, PATH: `${dirname(node)}${delimiter}${env.PATH}` },
    maxBuffer: 2 ** 26,
  })
}

const versionIn = (project: TestProject, path: string) =>
  (JSON.parse(readFileSync(join(project.root, path, 'package.json'), 'utf8')) as { version: string }).version

const command = 'node_modules/bookend/dist/workflows/main.js'

function works(node: string, project: TestProject): void {
  const run = (args: string[], input?: string) => runWith(node, project, [join(project.root, command), ...args], input)
  for (const args of [['init'], ['note', '--next', 'go on'], ['closedown'], ['status'], ['hooks', 'install']]) {
    const { status, stderr } = run(args)
    assert.is(status, 0, `${args.join(' ')}: ${stderr}`)
  }
  const review = run(['review'])
  assert.is(review.status, 2)
  assert.match(review.stderr, /nothing to review/)
  assert.match(run(['hook'], startOf(project)).stdout, /additionalContext.*SESSION_CLOSEDOWN/)
}

/** What a broken installation answers: one sentence with the command that fixes it, and still a handoff. */
function saysWhatToRun(node: string, project: TestProject, says: RegExp): void {
  const run = (args: string[], input?: string) => runWith(node, project, [join(project.root, command), ...args], input)
  for (const args of [['init'], ['note', '--next', 'go on'], ['review']]) {
    const { status, stderr } = run(args)
    assert.is(status, 2, `${args.join(' ')}: ${stderr}`)
    assert.match(stderr, says)
    assert.is(stderr.trim().split('\n').length, 1, stderr)
  }
  const closed = run(['closedown', '--json'])
  assert.is(closed.status, 0, closed.stderr)
  assert.is((JSON.parse(closed.stdout) as { outcome: string }).outcome, 'degraded')
  const told = run(['hook'], startOf(project))
  assert.is(told.status, 0)
  // Where nothing was ever kept, there is nothing to say to the agent.
  if (existsSync(join(project.root, '.claude/cache/sessions.db'))) assert.match(told.stdout, says)
  else assert.is(told.stdout, '')
}

const startOf = (project: TestProject) =>
  JSON.stringify({
    session_id: 's',
    transcript_path: '/n',
    cwd: project.root,
    hook_event_name: 'SessionStart',
    source: 'startup',
  })

for (const major of ['22', '24']) {
  asked(`works after npm install on Node ${major}, with scripts blocked`, () => {
    const { node, tarball } = prepare()
    const project = projectFor()
    const installed = runWith(node[major] as string, project, [
      npm(),
      'install',
      '--ignore-scripts',
      '--no-audit',
      tarball,
    ])
    assert.is(installed.status, 0, installed.stderr)
    assert.match(versionIn(project, 'node_modules/better-sqlite3'), /^13\./)
    works(node[major] as string, project)
    project.remove()
  })
}

asked(
  'on Node 20 npm takes the older native module; without its binary there is one sentence, with it everything works',
  () => {
    const { node, tarball } = prepare()
    const project = projectFor()
    const installed = runWith(node['20'] as string, project, [
      npm(),
      'install',
      '--ignore-scripts',
      '--no-audit',
      tarball,
    ])
    assert.is(installed.status, 0, installed.stderr)
    assert.match(versionIn(project, 'node_modules/better-sqlite3'), /^12\./)
    saysWhatToRun(node['20'] as string, project, /npm rebuild better-sqlite3 --ignore-scripts=false/)
    // As that command builds it; this checkout has it built already.
    const binary = 'node_modules/better-sqlite3/build/Release/better_sqlite3.node'
    mkdirSync(dirname(join(project.root, binary)), { recursive: true })
    cpSync(join(repository, binary), join(project.root, binary))
    works(node['20'] as string, project)
    // The same installation under another Node, as after a switch of versions.
    saysWhatToRun(node['22'] as string, project, /built for 20, running 22\)?[\\)]*: npm rebuild better-sqlite3/)
    project.remove()
  },
)

asked('with pnpm, which blocks scripts: works on Node 22, one sentence on Node 20', () => {
  const { node, pnpm, tarball } = prepare()
  const project = projectFor()
  const store = ['--store-dir', join(base, 'pnpm-store')]
  const installed = runWith(node['22'] as string, project, [pnpm, 'add', ...store, tarball])
  assert.is(installed.status, 0, installed.stdout + installed.stderr)
  works(node['22'] as string, project)
  saysWhatToRun(
    node['20'] as string,
    project,
    /pnpm add (-w )?--save-dev --allow-build=better-sqlite3 better-sqlite3@12/,
  )
  project.remove()
})

asked("with Yarn 4: Plug'n'Play runs the command and refuses the hooks, with node_modules everything works", () => {
  const { node, yarn, tarball } = prepare()
  const project = projectFor()
  const run = (...args: string[]) => runWith(node['22'] as string, project, [yarn['4'] as string, ...args])
  const added = run('add', '--dev', tarball)
  assert.is(added.status, 0, added.stdout)
  assert.match(run('bookend').stdout, /; yarn bookend init opens one/)
  const hooks = run('bookend', 'hooks', 'install')
  assert.is(hooks.status, 2)
  assert.match(hooks.stderr, /Plug'n'Play.*nodeLinker: node-modules/)
  project.write('.yarnrc.yml', 'nodeLinker: node-modules\n')
  const linked = run('install')
  assert.is(linked.status, 0, linked.stdout)
  works(node['22'] as string, project)
  project.remove()
})

asked('with Yarn 1 and scripts blocked: works on Node 24', () => {
  const { node, yarn, tarball } = prepare()
  const project = projectFor()
  const added = runWith(node['24'] as string, project, [
    yarn['1'] as string,
    ...['--no-default-rc', 'add', '--dev', '--ignore-scripts', tarball],
  ])
  assert.is(added.status, 0, added.stderr)
  works(node['24'] as string, project)
  project.remove()
})

test.run()
