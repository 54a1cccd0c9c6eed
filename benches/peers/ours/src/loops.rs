//! The C loops (`c/loops.c`), as built with each compiler and each set of flags.

use std::ffi::{c_int, c_long, c_void};

type Forward = unsafe extern "C" fn(*const c_void, *const f32, *mut f32, c_int, c_long);
type Step = unsafe extern "C" fn(*mut c_void, *mut c_void, *const f32, *const c_int, c_int, f32, c_long);

/// One build of the loops. `M` below has to be the model of this number: A is 0, D is 3.
#[repr(C)]
pub struct Loops {
    forward: [Forward; 4],
    step: [Option<Step>; 4],
}

impl Loops {
    /// Predicts each sample, `times` times over.
    pub fn forward<M, X>(&self, number: usize, model: &M, x: &[X], y: &mut [f32], times: u64) {
        let samples = c_int::try_from(x.len()).expect("a mini-batch");
        // SAFETY: the C model of this number has the size and layout of `M`, whose layers are 64-byte aligned; `x` holds as
        // many samples as it says, and `y` has room for ten outputs each.
        unsafe {
            (self.forward[number])(
                (&raw const *model).cast(),
                x.as_ptr().cast(),
                y.as_mut_ptr(),
                samples,
                times as c_long,
            );
        }
    }

    /// A step of gradient descent, `times` times over.
    ///
    /// # Panics
    /// For A, which has none.
    pub fn step<M, X>(&self, number: usize, models: [&mut M; 2], x: &[X], classes: &[c_int], times: u64) {
        let step = self.step[number].expect("a model with a step");
        let [model, gradient] = models.map(|model| (&raw mut *model).cast());
        let samples = c_int::try_from(x.len().min(classes.len())).expect("a mini-batch");
        // SAFETY: as above; classes are below ten.
        unsafe {
            step(
                model,
                gradient,
                x.as_ptr().cast(),
                classes.as_ptr(),
                samples,
                1e-4,
                times as c_long,
            );
        }
    }
}

macro_rules! builds {
    ($($(#[$when:meta])* $name:ident $text:literal;)*) => {
        unsafe extern "C" {
            $($(#[$when])* static $name: Loops;)*
        }

        /// All builds, with what they are called.
        pub fn all() -> Vec<(&'static str, &'static Loops)> {
            vec![$(
                // SAFETY: a constant of the C side that nobody writes to.
                $(#[$when])* ($text, unsafe { &$name }),
            )*]
        }
    };
}

builds! {
    gcc_loops "C gcc";
    gcc_fast_loops "C gcc fast-math";
    #[cfg(avx512)] gcc_512_loops "C gcc 512";
    #[cfg(avx512)] gcc_fast_512_loops "C gcc fast-math 512";
    #[cfg(clang)] clang_loops "C clang";
    #[cfg(clang)] clang_fast_loops "C clang fast-math";
    #[cfg(all(clang, avx512))] clang_512_loops "C clang 512";
    #[cfg(all(clang, avx512))] clang_fast_512_loops "C clang fast-math 512";
}
