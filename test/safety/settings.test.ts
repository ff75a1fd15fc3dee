import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { Field } from "../../src/core/contract";
import { LOCK_CONVENTIONS } from "../../src/core/lock-settings";
import { checkProfiles } from "../../src/core/profile-check";
import { systems } from "../../src/systems";

const CANARY = "canary-7f3a91";

/** Every way in which a person may write a login into an address. */
const LOGINS = [`u:${CANARY}@h:1`, `:${CANARY}@h`, `redis://:${CANARY}@h:1`, `http://u:${CANARY}@h:1`, `${CANARY}@`];

/** The field, with a login where it does not belong. */
function spoiled({ type }: Field, login: string): readonly unknown[] {
  if (type === "list") return [[login], [login, login], login];
  if (type === "map") return [{ [login]: login }, { "a:1": login }, { [login]: "a:1" }];
  return [login, [login], { [login]: login }];
}

describe("a password that stands in the settings where it does not belong", () => {
  for (const system of systems) {
    for (const field of system.fields) {
      // Names of locks, and no address.
      if (field.name === LOCK_CONVENTIONS) continue;
      it(`is repeated in no problem: ${system.title}, ${field.name}`, () => {
        const [group = "", inner] = field.name.split(".");
        let problems = 0;
        for (const login of LOGINS)
          for (const value of spoiled(field, login)) {
            const spoilt = inner === undefined ? { [group]: value } : { [group]: { [inner]: value } };
            const connections = [{ system: system.id, ...system.localhost.values, ...spoilt }];
            const checked = checkProfiles([{ origin: "user", value: [{ name: "p", connections }] }], systems, {});
            problems += checked.problems.length;
            assert.ok(
              !inspect(checked.problems, { depth: 9 }).includes(CANARY),
              inspect(checked.problems, { depth: 9 }),
            );
          }
        assert.ok(problems > 0);
      });
    }
  }
});
