import { createProject, type TestProject } from '../support/project.ts'

/** A project with an open session, a handoff behind it and notes: where the agent's hooks find something to say. */
export function openProject(): TestProject {
  const project = createProject()
  project.bookend(['note', '--next', 'Write the lexer tests'])
  project.bookend(['closedown'])
  project.bookend(['init'])
  for (const kind of ['--goal', '--next', '--failed', '--blocked', '--todo'])
    project.bookend(['note', kind, `A sentence of usual length about the parser (${kind})`])
  return project
}
