import { type Database, statementOf, valuesOf } from './sqlite.ts'

/** The rows of a query, as it names their columns. */
interface Rows<Row> {
  get(...values: unknown[]): Row | undefined
  all(...values: unknown[]): Row[]
}

/** Asks for rows; what columns hold as JSON comes parsed. */
export function query<Row>(db: Database, sql: string, json: (keyof Row)[] = []): Rows<Row> {
  const statement = statementOf(db, sql)
  const parsed = (row: unknown): Row => {
    const found = row as Row
    for (const column of json)
      if (found[column] !== null) found[column] = JSON.parse(found[column] as string) as Row[keyof Row]
    return found
  }
  return {
    get(...values) {
      const row = statement.get(...values)
      return row === undefined ? undefined : parsed(row)
    },
    all: (...values) => statement.all(...values).map(parsed),
  }
}

/** The conditions for which something is given, all of which are to hold. */
export const givenConditions = (filters: [given: unknown, condition: string][]): string =>
  filters.flatMap(([given, condition]) => (given === undefined ? [] : [condition])).join(' AND ')

/** Asks for the one value of one row. */
export function queryValue<Value>(db: Database, sql: string, ...values: unknown[]): Value | undefined {
  return valuesOf(db, sql).get(...values) as Value | undefined
}

/** Asks for the one value of each row. */
export const queryValues = <Value>(db: Database, sql: string, ...values: unknown[]): Value[] =>
  valuesOf(db, sql).all(...values) as Value[]

/**
 * Writes a row, each value to its column, and returns its number. `into`: the table, and what is done where it has the row already
 * (`OR REPLACE INTO reports`).
 */
export function insert(db: Database, into: string, row: Record<string, string | number | null>): number {
  const columns = Object.keys(row)
  const values = columns.map((column) => `@${column}`)
  return Number(
    statementOf(db, `INSERT ${into} (${columns.join()}) VALUES (${values.join()})`).run(row).lastInsertRowid,
  )
}
