import type { Text } from "../../core/text";
import { ELEMENTS_MOST, PIECE_MOST } from "./key-reader";

/** A piece of a collection, written as JSON, and the way to the others. The `part` of the first piece is "". */
export interface Piece {
  readonly json: string;
  readonly previous?: string;
  readonly next?: string;
  readonly last?: string;
  readonly notice?: Text;
}

/** Takes elements until a piece is full: by their number or by the length of their JSON. It holds one at least. */
export class Filling<T> {
  readonly items: T[] = [];
  private length = 0;
  private over = false;

  get full(): boolean {
    return this.over || this.items.length >= ELEMENTS_MOST;
  }

  /** elements that still have room, as far as that is known */
  get room(): number {
    return ELEMENTS_MOST - this.items.length;
  }

  /** False when the element belongs to the next piece. */
  take(item: T, length: number): boolean {
    if (this.full) return false;
    if (this.items.length > 0 && this.length + length > PIECE_MOST) {
      this.over = true;
      return false;
    }
    this.length += length;
    this.items.push(item);
    return true;
  }
}
