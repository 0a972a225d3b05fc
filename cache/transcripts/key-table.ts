/**
 * Gives keys places, 0, 1, 2 and so on in the order in which they come. For numbers of 53 bits that are hashes: a `Map` makes an object of each of them and
 * hashes it once more, which for a hundred thousand took longer than everything that is done with them.
 */
export class KeyTable {
  size = 0
  private keys = new Float64Array(64)
  private last = 0
  /** The place behind the key's, where there is one. Half of them at most are taken. */
  private slots = new Int32Array(128)

  /** The place of a key; -1 where it has none. */
  find(key: number): number {
    return (this.slots[this.slotOf(key)] as number) - 1
  }

  has(key: number): boolean {
    return this.find(key) !== -1
  }

  /** The place of a key; one that is new gets the next. */
  place(key: number): number {
    // The lines of one message come one after the other.
    if (key === this.keys[this.last] && this.last < this.size) return this.last
    const slot = this.slotOf(key)
    const known = this.slots[slot] as number
    if (known > 0) {
      this.last = known - 1
      return this.last
    }
    if (this.size === this.keys.length) {
      this.grow()
      return this.place(key)
    }
    this.keys[this.size] = key
    this.slots[slot] = this.size + 1
    this.last = this.size++
    return this.last
  }

  /** The slot that a key has, or would get. */
  private slotOf(key: number): number {
    const last = this.slots.length - 1
    let slot = (key >>> 0) & last
    for (;;) {
      const place = this.slots[slot] as number
      if (place === 0 || this.keys[place - 1] === key) return slot
      slot = (slot + 1) & last
    }
  }

  private grow(): void {
    const keys = new Float64Array(this.keys.length * 4)
    keys.set(this.keys)
    this.keys = keys
    this.slots = new Int32Array(keys.length * 2)
    for (let place = 0; place < this.size; place++) this.slots[this.slotOf(keys[place] as number)] = place + 1
  }
}
