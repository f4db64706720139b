import { aggregate, application, workflow } from "myelin";
import * as v from "valibot";

// #region claim
type Claim = { readonly by: string | null };

/** One stream for each address: whoever appends its first event has it. */
export const address = aggregate("address", {
  initial: (): Claim => ({ by: null }),
  events: { AddressClaimed: v.object({ userId: v.string() }), AddressReleased: v.object({}) },
  commands: {
    ClaimAddress: v.object({ email: v.string(), userId: v.string() }),
    ReleaseAddress: v.object({ email: v.string(), userId: v.string() }),
  },
  rejections: { Taken: "Somebody has this address already" },
})
  .route(({ email }) => email.trim().toLowerCase())
  .evolve({
    AddressClaimed: (_, { userId }) => ({ by: userId }),
    AddressReleased: () => ({ by: null }),
  })
  .decide({
    ClaimAddress: ({ by }, { userId }, { emit, reject }) => {
      if (by === userId) return []; // the same claim once more: nothing to do
      return by === null ? emit.AddressClaimed({ userId }) : reject.Taken();
    },
    ReleaseAddress: ({ by }, { userId }, { emit }) => (by === userId ? emit.AddressReleased({}) : []),
  });
// #endregion

// #region user
type User = { readonly status: "none" | "pending" | "active" | "refused" };

export const user = aggregate("user", {
  initial: (): User => ({ status: "none" }),
  events: {
    RegistrationBegun: v.object({ email: v.string() }),
    UserRegistered: v.object({}),
    RegistrationRefused: v.object({ why: v.string() }),
  },
  commands: {
    Register: v.object({ userId: v.string(), email: v.string() }),
    Activate: v.object({ userId: v.string() }),
    Refuse: v.object({ userId: v.string(), why: v.string() }),
  },
  rejections: { Exists: "The user exists" },
})
  .route("userId")
  .evolve({
    RegistrationBegun: () => ({ status: "pending" }),
    UserRegistered: () => ({ status: "active" }),
    RegistrationRefused: () => ({ status: "refused" }),
  })
  .decide({
    Register: ({ status }, { email }, { emit, reject }) =>
      status === "none" || status === "refused" ? emit.RegistrationBegun({ email }) : reject.Exists(),
    Activate: ({ status }, _, { emit }) => (status === "pending" ? emit.UserRegistered({}) : []),
    Refuse: ({ status }, { why }, { emit }) => (status === "pending" ? emit.RegistrationRefused({ why }) : []),
  });
// #endregion

// #region workflow
const Registration = v.object({ email: v.string(), userId: v.string() });

export const registration = workflow("registration", {
  sends: [user, address],
  states: { claiming: Registration, activating: Registration, refusing: Registration },
})
  .start(
    user,
    {
      RegistrationBegun: ({ email }, { event, send, become }) => {
        const data = { email, userId: event.stream.id };
        return [send.ClaimAddress(data, { undo: send.ReleaseAddress(data) }), become.claiming(data)];
      },
    },
    { by: (_, { eventId }) => eventId }, // an instance for each try, called like its event
  )
  .in("claiming", (here) =>
    here
      .on(address, {
        AddressClaimed: (data, _, { send, become }) => [
          send.Activate({ userId: data.userId }),
          become.activating(data),
        ],
      })
      .onRejected({
        ClaimAddress: {
          Taken: (data, _, { send, become }) => [
            send.Refuse({ userId: data.userId, why: "Somebody has this address" }),
            become.refusing(data),
          ],
        },
      }),
  )
  .in("activating", (here) => here.on(user, { UserRegistered: (_, __, { complete }) => complete() }))
  .in("refusing", (here) => here.on(user, { RegistrationRefused: (_, __, { complete }) => complete() }));

export const members = application("members", [user, address, registration]);
// #endregion
