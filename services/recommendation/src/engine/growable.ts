/** A column of numbers that grows by half; what was never written reads as 0. */
export class GrowableFloat64 {
  values = new Float64Array(256);

  add(index: number, change: number): number {
    if (index >= this.values.length) {
      const grown = new Float64Array(Math.max(index + 1, this.values.length + (this.values.length >> 1)));
      grown.set(this.values);
      this.values = grown;
    }
    return (this.values[index]! += change);
  }

  get(index: number): number {
    return this.values[index] ?? 0;
  }
}
