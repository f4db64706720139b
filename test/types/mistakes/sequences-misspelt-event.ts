import { reactor, sequences } from "myelin";

reactor("alarm").on(sequences, { SequenceParkd: async ({ processor }) => processor });
