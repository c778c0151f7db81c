/** A typed array that grows by half. `values` is replaced when it grows: take it anew after every write. */
export class GrowableInt32 {
  values = new Int32Array(16);
  length = 0;

  /** Takes the array over. */
  static of(values: Int32Array<ArrayBuffer>): GrowableInt32 {
    const growable = new GrowableInt32();
    growable.values = values;
    growable.length = values.length;
    return growable;
  }

  push(value: number): number {
    this.reserve(this.length + 1);
    this.values[this.length] = value;
    return this.length++;
  }

  /** Makes room for `size` values; those never written read as 0. */
  reserve(size: number): void {
    if (size <= this.values.length) return;
    const grown = new Int32Array(Math.max(size, this.values.length + (this.values.length >> 1)));
    grown.set(this.values);
    this.values = grown;
  }

  /** Writes at any position; positions in between read as 0. */
  set(index: number, value: number): void {
    this.reserve(index + 1);
    this.values[index] = value;
    if (index >= this.length) this.length = index + 1;
  }

  add(index: number, change: number): void {
    this.set(index, (index < this.length ? this.values[index]! : 0) + change);
  }
}

/** The same for amounts, times and versions, which 32 bits cannot hold. */
export class GrowableFloat64 {
  values = new Float64Array(16);
  length = 0;

  static of(values: Float64Array<ArrayBuffer>): GrowableFloat64 {
    const growable = new GrowableFloat64();
    growable.values = values;
    growable.length = values.length;
    return growable;
  }

  set(index: number, value: number): void {
    if (index >= this.values.length) {
      const grown = new Float64Array(Math.max(index + 1, this.values.length + (this.values.length >> 1)));
      grown.set(this.values);
      this.values = grown;
    }
    this.values[index] = value;
    if (index >= this.length) this.length = index + 1;
  }
}
