#![deny(warnings)]
//! Models that run step by step.
use layerproof::prelude::*;
use layerproof::{State, Streams};

const CHANNELS: usize = 2;
const STEPS: usize = 16;

sequential! {
    struct Effect {
        Input<STEPS, CHANNELS>,
        Conv1d<4, 3, Tanh, padding = Causal, dilation_rate = CHANNELS>,
        Gru<{ CHANNELS + 1 }, return_sequences = true>,
        TimeDistributed<Dense<CHANNELS>>,
    }
}

functional! {
    fn Residual(x: Input<STEPS, CHANNELS>) -> y {
        let y = Add(x, Conv1d<CHANNELS, 3, padding = Causal>(x));
    }
}

// A model whose layers need the whole sequence is a model all the same.
sequential! {
    struct Whole {
        Input<STEPS, CHANNELS>,
        Bidirectional<Lstm<2>>,
        Dense<1>,
    }
}

type Last = sequential!(Input<8, 1>, Lstm<4>, Dense<1, Sigmoid>);

static MODEL: Last = Last::zeros();
static START: State<Last> = State::new();

fn at_each_step<M: Streams<Scalar = f32>>(model: &M, x: &[f32], y: &mut [f32]) -> usize {
    model.stream().process_interleaved(x, y)
}

fn main() {
    let effect = Effect::new(1);
    let y: SVector<f32, 2> = effect.stream().step(&[0.5, 0.25]);
    assert!(y[0].is_finite());
    let mut out = [[0.0; CHANNELS]; 5];
    assert_eq!(Residual::new(1).stream().process(&[[1.0; CHANNELS]; 5], &mut out), 5);
    let mut state = START;
    assert_eq!(MODEL.stream_in(&mut state).step(&[1.0])[0], 0.5);
    assert_eq!(at_each_step(&MODEL, &[0.5; 7], &mut [0.0; 7]), 7);
    assert!(Whole::new(1).predict(&[[0.5; CHANNELS]; STEPS])[0].is_finite());
}
