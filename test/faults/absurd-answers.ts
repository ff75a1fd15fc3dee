import { ABSURD, bombAt } from "./absurd";
import type { Ward } from "./ward";

/** What no server would answer, and what one can be made to. */
export function absurdAnswers(ward: Ward): void {
  describe("an answer of absurd size", () => {
    for (const { fault, codes, make } of ABSURD) {
      it(fault, async () => {
        const { subject, end } = await make();
        try {
          await ward.trial(fault, subject, codes);
        } finally {
          await end();
        }
      });
    }

    it("Kafka: a record of 200 MB in a batch of 200 KB", async () => {
      const subject = { ...ward.subjects.at("kafka", ward.subjects.portOf("kafka")), look: bombAt("bomb") };
      await ward.trial("decompression bomb", subject, ["tooLarge"]);
    });

    it("Kafka: a record of lists in lists", async () => {
      const subject = { ...ward.subjects.at("kafka", ward.subjects.portOf("kafka")), look: bombAt("deep") };
      await ward.trial("deep nesting", subject, ["shown"]);
    });
  });
}
