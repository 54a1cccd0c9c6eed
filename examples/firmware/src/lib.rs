//! What the programs of this folder share. Each is a model's prediction, counted and held to its promises.
#![no_std]

#[cfg(feature = "broken")]
pub mod broken;
pub mod device;
pub mod digits;
pub mod models;

use device::Line;

/// Counts one model and prints what it answers.
///
/// `predict` is not inlined, so that the same call is counted for every way to compute it.
pub fn report<X, const O: usize>(
    predict: fn(&X, &mut [f32; O]),
    times: usize,
    sizes: (usize, usize),
    samples: impl Iterator<Item = X> + Clone,
) -> ! {
    Line::new("flash").number(sizes.0).say();
    Line::new("scratch").number(sizes.1).say();
    let mut y = [0.0; O];
    if let Some(x) = samples.clone().next() {
        let x = core::hint::black_box(x);
        let y = &mut y;
        Line::new("stack").number(device::stack(|| predict(&x, y))).say();
        let count = device::instructions(times, || predict(&x, core::hint::black_box(y)));
        Line::new("instructions").number(count).say();
    }
    for x in samples {
        predict(&x, &mut y);
        y.iter().fold(Line::new("answer"), |line, y| line.bits(*y)).say();
    }
    device::exit(true)
}

/// The predict function of one program: the model's, or that of C, or nothing.
#[macro_export]
macro_rules! predict {
    ($model:ty, $in_c:ident, $input:ty, $outputs:literal) => {
        #[cfg(feature = "c")]
        unsafe extern "C" {
            fn $in_c(x: *const f32, y: *mut f32);
        }

        #[inline(never)]
        fn predict(x: &$input, y: &mut [f32; $outputs]) {
            #[cfg(feature = "c")]
            // SAFETY: pointers to as many numbers as the C function declares.
            unsafe {
                $in_c(core::ptr::from_ref(x).cast(), y.as_mut_ptr())
            };
            #[cfg(not(any(feature = "c", feature = "nothing")))]
            {
                #[cfg(feature = "broken-flash")]
                use $crate::broken::ELSEWHERE as TRAINED;
                #[cfg(not(feature = "broken-flash"))]
                const TRAINED: &$model = <$model>::TRAINED;
                *y = layerproof::Model::predict(TRAINED, x).data.0[0];
                #[cfg(feature = "broken")]
                $crate::broken::after(y);
            }
            #[cfg(feature = "nothing")]
            let _ = (core::hint::black_box(x), core::hint::black_box(y));
        }
    };
}

/// The sizes of a model: those of C are not known to it.
pub const fn sizes<M: layerproof::Model>() -> (usize, usize) {
    (M::FLASH_BYTES, M::SCRATCH_BYTES)
}

/// Nothing calls it: `run` looks for panics in each program, and finds this where there is one.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    device::exit(false)
}
