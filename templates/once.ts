/** What is made when it is asked for the first time: making an expression takes time at each start, whether or not a text needs it. */
export function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
