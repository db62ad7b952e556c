/** HTTP requests whose answer is not handed over yet, or not all of it: streams and dashboards too. The server counts. */
export interface InFlight {
  readonly requests: number;
  begin(): void;
  end(): void;
}

export function createInFlight(): InFlight {
  let requests = 0;
  return {
    get requests() {
      return requests;
    },
    begin() {
      requests += 1;
    },
    end() {
      requests -= 1;
    },
  };
}
