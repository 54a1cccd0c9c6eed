use layerproof::prelude::*;

const MORNING: usize = 3;
const EVENING: usize = 5;

functional! {
    fn Day(morning: Input<MORNING, 2>, evening: Input<EVENING, 2>) -> y {
        let y = Dense<1>(Flatten(Concatenate(morning, evening)));
    }
}

fn main() {}

// mend: (morning, evening) => (morning, evening, axis = 1)
