import { doneBefore } from '../interrupted.ts'
import { defineTask, skipped, type TestDatabase } from '../task.ts'

export interface DroppedDatabases {
  dropped: string[]
}

/** Drops the databases that tests left on the configured MongoDB servers. */
export const dropTestDatabases = defineTask<DroppedDatabases, TestDatabase[]>({
  id: 'cleanup/test-databases',
  title: 'Drop test databases',
  show: ({ dropped }, planned) =>
    dropped.map((name) => `${planned ? 'to be dropped:' : 'dropped'} ${name}`).join('\n') || 'none',
  async plan({ stores, session }) {
    const databases = stores.testDatabases()
    const other = stores.sessions.otherOpen(session.id)
    if (databases && other) return skipped({ reason: 'nothing-there', detail: `session ${other.id} is open` })
    if (!databases) return skipped({ reason: 'nothing-there', detail: 'no MongoDB is configured' })
    const found = await databases.find()
    return {
      actions: found.map(({ name, server }) => ({ kind: 'drop' as const, database: name, server })),
      output: { dropped: found.map(({ name }) => name) },
      data: found,
    }
  },
  async apply({ stores, actions }, { data, actions: planned }) {
    const databases = stores.testDatabases()
    const dropped: string[] = []
    for (const { ended, begun } of doneBefore<DroppedDatabases, TestDatabase[]>(actions.interrupted)) {
      dropped.push(...(ended?.output.dropped ?? []))
      planned.push(...(ended?.actions ?? []))
      for (const position of begun?.done.keys() ?? []) {
        dropped.push(...[begun?.plan.data[position]?.name ?? []].flat())
        planned.push(...[begun?.plan.actions[position] ?? []].flat())
      }
    }
    // What was planned, and still is a test database now.
    for (const [position, database] of data.entries()) {
      const isDropped = await databases?.drop(database)
      if (isDropped) dropped.push(database.name)
      if (isDropped) actions.did(position, 'dropped')
      else actions.undone(position)
    }
    return { dropped }
  },
})
