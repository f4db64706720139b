import { counterFiles } from "./cli-project.ts";

/** The counting application with a workflow that counts what somebody has approved; where it must not be counted, it counts back. */
export const workflowFiles = {
  ...counterFiles,
  "app.ts": counterFiles["app.ts"]
    .replace("application, projection, query", "application, projection, query, workflow")
    .replace(
      "export const app =",
      `const Wish = v.object({ counterId: v.string(), by: v.number(), back: v.number() });

export const approval = workflow("approval", {
  sends: [counter],
  states: { asked: Wish, counting: Wish, checking: Wish },
  timers: { Late: v.object({}) },
  signals: { Approve: v.object({ by: v.string() }) },
  input: Wish,
})
  .startWith((wish, { become, wait, schedule }) => [wait.Approve(), schedule.Late({ in: "2 days" }), become.asked(wish)])
  .in("asked", (here) =>
    here.onSignal({
      Approve: (wish, _, { send, become }) => [
        send.Count({ counterId: wish.counterId, by: wish.by }, { undo: send.Count({ counterId: wish.counterId, by: wish.back }) }),
        become.counting(wish),
      ],
    }),
  )
  .in("counting", (here) =>
    here.on(counter, {
      Counted: (wish, _, { send, become }) => [send.Count({ counterId: wish.counterId, by: 50 }), become.checking(wish)],
    }),
  )
  .in("checking", (here) => here.on(counter, { Counted: (_, __, { complete }) => complete() }))
  .onTimer({ Late: (_, __, { fail }) => fail("Nobody approved") });

export const app =`,
    )
    .replace("[counter, counts]", "[counter, counts, approval]"),
};
