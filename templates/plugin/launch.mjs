// Finds bookend and runs it: in the packages of the project, else on PATH. It needs nothing but Node, so that the plugin works in any project.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const entry = join('dist', 'workflows', 'main.js')
/** In bytes. */
const longestScript = 8192
const start = process.env.CLAUDE_PROJECT_DIR || process.cwd()
const found = inPackages(start) ?? onPath()
const isHook = process.argv[2] === 'hook'
// True before bookend is published and after.
const toInstall =
  'npm install --save-dev bookend; while the registry has none, npm ci && npm pack in a clone of bookend makes the file to install'

if (found) {
  // bookend's own hooks in the project's settings go first: each event is answered once.
  if (isHook) process.env.BOOKEND_HOOK_BY = 'plugin'
  process.argv[1] = found
  try {
    if (found.endsWith(entry)) await import(pathToFileURL(found).href)
    else process.exitCode = spawnSync(found, process.argv.slice(2), { stdio: 'inherit' }).status ?? (isHook ? 0 : 1)
  } catch (error) {
    // A package that is there in part must not be in the agent's way at every turn.
    if (!isHook) throw error
  }
} else if (!isHook) {
  console.error(`bookend is not installed here (${toInstall})`)
  process.exitCode = 2
} else {
  let input = ''
  for await (const chunk of process.stdin) input += chunk
  // A compaction starts no session: it was said when one began.
  if (/"hook_event_name"\s*:\s*"SessionStart"/.test(input) && !/"source"\s*:\s*"compact"/.test(input)) {
    const systemMessage = `bookend is not installed in this project: ${toInstall}`
    console.log(JSON.stringify({ systemMessage }))
  }
}

function inPackages(directory) {
  for (let at = directory; ; at = dirname(at)) {
    const file = join(at, 'node_modules', 'bookend', entry)
    if (existsSync(file)) return file
    if (at === dirname(at)) return undefined
  }
}

/** A package manager puts a link to the entry on PATH, or a short script that calls it; another program may have the same name. */
function onPath() {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const link = join(directory, 'bookend')
    if (directory === '' || !existsSync(link)) continue
    const file = realpathSync(link)
    if (file.endsWith(entry)) return file
    if (isScript(file)) return file
  }
  return undefined
}

function isScript(file) {
  try {
    const found = statSync(file)
    return found.isFile() && found.size < longestScript && readFileSync(file, 'utf8').includes(entry)
  } catch {
    return false
  }
}
