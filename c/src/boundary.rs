//! The only file that C's pointers come into.
#![expect(
    unsafe_code,
    reason = "C passes arrays as pointers, and finds functions by their names"
)]

use bytemuck::Pod;
use layerproof::shape::{ArrayOf, Sample, Shape, Value};
use layerproof::{InputShape, Model, OutputShape};

/// Exports a model to C: `export! { Digits as digits }` makes the function `digits_predict`, which
/// [`header`](crate::header()) declares.
///
/// The model is the one with the weights that were read while compiling, `Digits::TRAINED`. For another one, say which:
/// `export! { Digits as digits = &MODEL }`, a constant expression of type `&'static Digits`.
#[macro_export]
macro_rules! export {
    ($model:ty as $name:ident $(,)?) => {
        $crate::export! { $model as $name = <$model>::TRAINED }
    };
    ($model:ty as $name:ident = $trained:expr $(,)?) => {
        const _: () = {
            /// # Safety
            /// What the header asks of the two pointers.
            // SAFETY: the name begins as the user says, and names the one function of this library that is called so:
            // the linker refuses a second one.
            #[unsafe(export_name = ::core::concat!(::core::stringify!($name), "_predict"))]
            unsafe extern "C" fn __predict(
                input: *const <$model as $crate::__private::Network>::Scalar,
                output: *mut <$model as $crate::__private::Network>::Scalar,
            ) {
                let model: &'static $model = const { $trained };
                // SAFETY: the caller keeps to what the header asks.
                unsafe { $crate::__private::predict(model, input, output) }
            }
        };
    };
}

/// What the model answers to the numbers at `input`, written to `output`. Allocates nothing and cannot panic.
///
/// # Safety
/// `input` points to as many numbers as the model takes, which may be read; `output` points to as many as it gives, which
/// may be written. They may overlap.
#[doc(hidden)]
#[inline]
pub unsafe fn predict<M: Model>(model: &M, input: *const M::Scalar, output: *mut M::Scalar)
where
    ArrayOf<InputShape<M>, M::Scalar>: Pod + Sample<InputShape<M>, M::Scalar>,
    ArrayOf<OutputShape<M>, M::Scalar>: Pod,
{
    const {
        assert!(is_run_of_numbers::<InputShape<M>, M>());
        assert!(is_run_of_numbers::<OutputShape<M>, M>());
    }
    // SAFETY: the array is as many numbers as `input` points to, one behind the other, and any numbers are one.
    let x: &ArrayOf<InputShape<M>, M::Scalar> = unsafe { &*input.cast() };
    let y = model.predict(x);
    // SAFETY: the array is as many numbers as `output` points to. Nothing borrows from `input` any more.
    unsafe { output.cast::<ArrayOf<OutputShape<M>, M::Scalar>>().write(*y.as_array()) };
}

/// Whether a pointer to the first of `LEN` numbers is a pointer to the shape's array.
const fn is_run_of_numbers<S: Shape, M: Model>() -> bool {
    size_of::<ArrayOf<S, M::Scalar>>() == S::LEN * size_of::<M::Scalar>()
        && align_of::<ArrayOf<S, M::Scalar>>() == align_of::<M::Scalar>()
}

#[cfg(test)]
mod tests {
    use layerproof::prelude::*;

    sequential! {
        struct Halves {
            Input<2, 2, dtype = f64>,
            Flatten,
            Dense<3>,
        }
    }

    const fn halves() -> Halves {
        let mut model = Halves::zeros();
        let mut unit = 0;
        while unit < 3 {
            model.dense_1.kernel.data.0[unit][unit] = 0.5;
            model.dense_1.bias.data.0[0][unit] = unit as f64;
            unit += 1;
        }
        model
    }

    static MODEL: Halves = halves();
    crate::export! { Halves as layerproof_c_test_halves = &MODEL }

    unsafe extern "C" {
        fn layerproof_c_test_halves_predict(input: *const f64, output: *mut f64);
    }

    #[test]
    fn a_prediction_reads_and_writes_as_many_numbers_as_the_model_has() {
        let numbers = [7.0, 2.0, 4.0, 6.0, 8.0, 9.0, 9.0, 9.0, 9.0];
        let mut after = numbers;
        let (input, output) = (numbers[1..].as_ptr(), after[5..].as_mut_ptr());
        // SAFETY: there are 8 numbers from `input` on, and 4 from `output` on.
        unsafe { layerproof_c_test_halves_predict(input, output) };
        assert_eq!(after, [7.0, 2.0, 4.0, 6.0, 8.0, 1.0, 3.0, 5.0, 9.0]);
    }

    #[test]
    fn the_output_may_lie_in_the_input() {
        let mut numbers = [2.0, 4.0, 6.0, 8.0];
        let place = numbers.as_mut_ptr();
        // SAFETY: there are 4 numbers, of which the call reads all and writes three.
        unsafe { layerproof_c_test_halves_predict(place, place.wrapping_add(1)) };
        assert_eq!(numbers, [2.0, 1.0, 3.0, 5.0]);
    }
}
