//! Predicts and learns without std and without an allocator; the exit code says whether both came out right.
#![no_std]
#![no_main]

// Without a `#[global_allocator]` the compiler refuses to link a program in which any crate uses `alloc`.
#[cfg(feature = "alloc")]
extern crate alloc;

use core::ffi::c_int;
use core::fmt::Write;

use layerproof::prelude::*;

sequential! {
    /// x xor y.
    pub struct Xor {
        Input<2>,
        Dense<8, Relu>,
        Dense<1, Sigmoid>,
    }
}

type Digits = sequential!(
    Input<8, 8, 1>,
    Conv2d<4, 3, 3, Relu, padding = Same>,
    MaxPooling2d<2>,
    Flatten,
    Dense<10, Softmax>,
);

type Effect = sequential!(
    Input<64, 1>,
    Conv1d<4, 3, Tanh, padding = Causal, dilation_rate = 2>,
    Lstm<4, return_sequences = true>,
    Gru<3, return_sequences = true>,
    TimeDistributed<Dense<1>>,
);

static EFFECT: Effect = Effect::zeros();
static ZEROS: Xor = Xor::zeros();
static DIGITS: Digits = Digits::zeros();

#[unsafe(no_mangle)]
extern "C" fn main() -> c_int {
    if ZEROS.predict(&[0.4, 0.7])[0] != 0.5 {
        return 1;
    }
    if DIGITS.predict(&[[[0.5]; 8]; 8]).imax() > 9 {
        return 1;
    }
    let mut stream = EFFECT.stream();
    if stream.step(&[0.5])[0] != 0.0 || stream.process(&[[0.5]; 9], &mut [[1.0]; 8]) != 8 {
        return 1;
    }
    if write!(Output, "{}\n{ZEROS:?}\n", Xor::summary()).is_err() {
        return 2;
    }
    learn()
}

#[cfg(feature = "draw")]
pub fn draw() {
    let mut model = Xor::new(7);
    model.compile((), (), ()).train_step(&[[0.0, 1.0]], &[true]);
}

#[cfg(not(feature = "train"))]
fn learn() -> c_int {
    0
}

#[cfg(feature = "train")]
fn learn() -> c_int {
    if !learns_with(Sgd::new(1.0), 2000) {
        return 3;
    }
    if !learns_with(Adam::new(0.01), 2000) {
        return 4;
    }
    0
}

#[cfg(feature = "train")]
fn learns_with(optimizer: impl layerproof::optimizers::Optimizer, steps: usize) -> bool {
    use layerproof::training::Workspace;

    let mut model = Xor::random(&mut SmallRng::seed_from_u64(7));
    let x = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let y = [0.0, 1.0, 1.0, 0.0];
    let mut workspace = Workspace::<_, _, 4>::zeros();
    let loss = Unpaired(MeanSquaredError::new());
    let mut compiled = model.compile_in(&mut workspace, loss, optimizer, ());
    let finite = (0..steps).all(|_| compiled.train_step(&x, &y).is_ok());
    finite && x.iter().zip(y).all(|(x, y)| (model.predict(x)[0] - y).abs() < 0.1)
}

#[link(name = "c")]
unsafe extern "C" {
    fn write(file: c_int, bytes: *const u8, count: usize) -> isize;
    fn _exit(code: c_int) -> !;
}

/// The standard output.
struct Output;

impl Write for Output {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        // SAFETY: `write` reads `len` bytes from a pointer to that many.
        let written = unsafe { write(1, text.as_ptr(), text.len()) };
        if usize::try_from(written) == Ok(text.len()) {
            Ok(())
        } else {
            Err(core::fmt::Error)
        }
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: `_exit` has no condition.
    unsafe { _exit(101) }
}

/// The toolchain's own `core` names it, and nothing calls it: panics abort.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
