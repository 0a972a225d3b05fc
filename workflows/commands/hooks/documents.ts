import type { Files } from '../../../tasks/task.ts'
import { render } from '../../../templates/render.ts'
import type { Installation } from './installation.ts'
import { instructionFiles, skillFiles } from './record.ts'

/** The skills that answer to the phrases of the checklist. */
export function renderSkills({ call }: Installation): { path: string; text: string }[] {
  return Object.entries(skillFiles).map(([name, path]) => ({
    path,
    text: render(`skill-${name}.md`, 'text', { call }),
  }))
}

export const renderParagraph = ({ call }: Installation): string => render('agents-paragraph.md', 'text', { call })

/**
 * Which file of instructions gets the paragraph: the one that is there. Of both CLAUDE.md, which is what the agent with these hooks reads, unless
 * it only points to the other. Of none a new CLAUDE.md.
 */
export function instructionFile(files: Files): string {
  const [claude, agents] = instructionFiles
  if (!files.exists(agents)) return claude
  if (!files.exists(claude) || files.info(claude)?.kind === 'link') return agents
  return /^@(\.\/)?AGENTS\.md\s*$/m.test(files.read(claude) ?? '') ? agents : claude
}
