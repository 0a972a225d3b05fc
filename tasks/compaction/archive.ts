import { sha256 } from '../../cache/json.ts'
import { git, nulSeparated } from '../git/git.ts'
import { writeHandoff } from '../handoff/document.ts'
import { writePage } from '../handoff/html.ts'
import { nameDocuments } from '../handoff/names.ts'
import { actionsBefore } from '../interrupted.ts'
import { inDirectory, suggestionsName } from '../own-files.ts'
import { withMovedLinks } from '../page-links.ts'
import { writeSuggestions } from '../rules/suggestions.ts'
import { defineTask, type TaskContext } from '../task.ts'
import { writeMarker } from './marker.ts'

interface Move {
  path: string
  to: string
}

/** Moves the documents of earlier closedowns away, so that the latest set is easy to find: only what nobody changed, tracks or still has to decide. Why so: docs/decisions.md, 91. */
export const archiveDocuments = defineTask({
  id: 'compaction/archive',
  title: 'Move earlier documents into the archive',
  needs: { documents: nameDocuments, marker: writeMarker },
  // Where this is done alone, the latest set is that of the run before.
  wants: { suggestions: writeSuggestions, handoff: writeHandoff, page: writePage },
  show: ({ moved }: { moved: Move[] }) => moved.map(({ path, to }) => `${path} to ${to}`).join('\n') || 'none',
  async plan(context, { documents, suggestions, handoff, page }) {
    const { stores, files, config } = context
    const latest = new Set([
      documents.handoff,
      documents.page,
      documents.suggestions,
      suggestions?.file,
      handoff?.file,
      page?.file,
    ])
    const untouched = stores.documents
      .inPlace()
      .filter(({ file }) => !latest.has(file) && !hasOpenProposals(context, file))
      .filter((document) => files.info(document.file)?.kind === 'file' && isAsWritten(context, document))
    const tracked = await trackedAmong(
      context,
      untouched.map(({ file }) => file),
    )
    const moved = freeMoves(
      context,
      untouched
        .filter(({ file }) => !tracked.has(file))
        .map(({ file }) => ({ path: file, to: inDirectory(config.archiveDir, nameOf(file)) }))
        .filter(({ path, to }) => path !== to),
    )
    return {
      actions: moved.map((move) => ({ kind: 'move' as const, ...move })),
      output: { moved },
      data: {},
    }
  },
  apply(context, { actions: planned, output }) {
    const { files, stores, actions } = context
    planned.push(
      ...actionsBefore(
        actions.interrupted,
        planned,
        (action) => action.kind === 'move' && !files.exists(action.path) && files.exists(action.to),
      ),
    )
    const moved: Move[] = []
    for (const [position, move] of output.moved.entries()) {
      const { path, to } = move
      const info = files.info(path)
      const text = textOf(context, move, output.moved)
      // A run that was killed in between finds the document in both places, or in the new one alone.
      if (text !== undefined && !files.exists(to)) files.write(to, text, { exclusive: true })
      if (info && text !== undefined && files.read(to) === text) files.remove(path, info)
      if (files.exists(path)) {
        actions.undone(position)
        continue
      }
      stores.documents.moved(path, to)
      stores.documents.accept(path, sha256(files.read(to) ?? ''))
      actions.did(position, 'moved')
      moved.push(move)
    }
    return { moved }
  },
})

const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1)
const directoryOf = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1)

/** Every document's name, whose first has no number. */
const numbered = /^(.*_\d{4}-\d\d-\d\d)(?:-(\d+))?(\.\w+)$/

/** Which set a document is of. */
function setOf({ path }: Move): string {
  const [, name = '', number = '1'] = numbered.exec(path) ?? []
  return `${directoryOf(path)}${name.slice(-'2025-10-24'.length)}-${number}`
}

/** The moves, each set under its own number, or the next that is free where the archive has another document of a name. */
function freeMoves(context: TaskContext, moves: Move[]): Move[] {
  const { files } = context
  const given = new Map(moves.map((move) => [move.to, move]))
  const isTaken = (move: Move) =>
    given.get(move.to) !== move || (files.exists(move.to) && files.read(move.to) !== textOf(context, move, moves))
  const taken = new Set(moves.filter(isTaken).map(setOf))
  if (taken.size === 0) return moves
  return freeMoves(
    context,
    moves.map((move) => (taken.has(setOf(move)) ? { ...move, to: nextNumber(move.to) } : move)),
  )
}

const nextNumber = (file: string): string =>
  file.replace(numbered, (_, name: string, number = '1', ending: string) => `${name}-${Number(number) + 1}${ending}`)

/** What a document says at its new place: a page leads to what is there for good, and names what may still follow. */
function textOf({ files, stores: { documents } }: TaskContext, move: Move, moves: Move[]): string | undefined {
  const text = files.read(move.path)
  if (text === undefined || !move.path.endsWith('.html')) return text
  const places = new Map(moves.map(({ path, to }) => [path, to]))
  const inPlace = new Set(documents.inPlace().map(({ file }) => file))
  return withMovedLinks(text, move, (file) => {
    const place = places.get(file) ?? (inPlace.has(file) ? undefined : documents.placeOf(file))
    return place !== undefined && (places.has(file) || files.exists(place)) ? place : undefined
  })
}

const isAsWritten = ({ files }: TaskContext, { file, sha256: hash }: { file: string; sha256: string }): boolean =>
  sha256(files.read(file) ?? '') === hash

/** Whether something in a file of suggestions still waits for its decision there, and in no newer one. */
function hasOpenProposals({ stores }: TaskContext, file: string): boolean {
  if (!file.includes(suggestionsName)) return false
  const open = new Set(stores.proposals.open().map(({ fingerprint }) => fingerprint))
  const latest = stores.proposals.latestDocument()?.file
  const newest = new Set(
    latest === undefined ? [] : stores.proposals.ofDocument(latest).map((each) => each.fingerprint),
  )
  return stores.proposals
    .ofDocument(file)
    .some(({ fingerprint }) => open.has(fingerprint) && (file === latest || !newest.has(fingerprint)))
}

async function trackedAmong(context: TaskContext, paths: string[]): Promise<Set<string>> {
  if (paths.length === 0) return new Set()
  const listed = await git(context)`ls-files -z -- ${paths.map((path) => `:(literal)${path}`)}`
  return new Set(nulSeparated(listed.stdout))
}
