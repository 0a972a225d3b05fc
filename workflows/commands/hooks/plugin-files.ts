import { skillFiles } from '../../../tasks/install-record.ts'
import { render } from '../../../templates/render.ts'
import { allowedTools } from './documents.ts'
import { type Group, hookEvents, matcherOf, timeoutSeconds } from './entries.ts'

export interface PackageFacts {
  version: string
  description: string
  /** There is none until the package has a place that it is published from. */
  homepage?: string
  license: string
  author: string
}

/** Where the agent puts the plugin; it writes this name in by itself. */
const launcher = `\${CLAUDE_PLUGIN_ROOT}/launch.mjs`
const call = (name: string, ...args: string[]): string => [`node "${launcher}"`, name, ...args].join(' ')

/**
 * The plugin of the agent's, file by file, below `templates/plugin/` (but for the launcher, which is written by hand), and the catalogue that makes
 * the repository its own marketplace: from the tables that `hooks install` goes by.
 */
export function pluginFiles({ version, description, homepage, license, author }: PackageFacts): Record<string, string> {
  const plugin = {
    name: 'bookend',
    version,
    description,
    author: { name: author },
    ...(homepage && { homepage }),
    license,
  }
  const catalogue = {
    name: 'bookend',
    description: "bookend's own catalogue: the plugin is in this repository",
    owner: { name: author },
    plugins: [{ name: 'bookend', source: './templates/plugin', description }],
  }
  const skills = Object.entries(skillFiles).map(([name]): [string, string] => [
    `templates/plugin/skills/${name}/SKILL.md`,
    render(`skill-${name}.md`, 'text', { call, name, allowed: allowedTools(call) }),
  ])
  return {
    '.claude-plugin/marketplace.json': json(catalogue),
    'templates/plugin/.claude-plugin/plugin.json': json(plugin),
    'templates/plugin/hooks/hooks.json': json({ description: 'Opens and hands over sessions', hooks: hooksOf() }),
    ...Object.fromEntries(skills),
  }
}

function hooksOf(): Record<string, Group[]> {
  return Object.fromEntries(
    hookEvents.map((event) => {
      const matcher = matcherOf(event)
      const hook = { type: 'command' as const, command: 'node', args: [launcher, 'hook'], timeout: timeoutSeconds }
      return [event, [{ ...(matcher && { matcher }), hooks: [hook] }]]
    }),
  )
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`
