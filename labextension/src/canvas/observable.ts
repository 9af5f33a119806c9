/** A value that changes and tells so; React reads it with `useSyncExternalStore`. */

export class Observable<T extends object> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: T) {}

  get state(): T {
    return this.value;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  protected set(change: Partial<T>): void {
    this.value = { ...this.value, ...change };
    for (const listener of [...this.listeners]) {
      listener();
    }
  }

  protected forget(): void {
    this.listeners.clear();
  }
}
