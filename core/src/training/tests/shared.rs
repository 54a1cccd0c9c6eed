//! A model whose layers share kernels gives the bits that it gives with kernels of its own.

use std::boxed::Box;
use std::vec::Vec;

use bytemuck::zeroed_box;
use rand::SeedableRng as _;
use rand::rngs::SmallRng;

use crate::activations::{Relu, Silu, Softmax, Tanh};
use crate::layers::{Conv2d, Dense, Flatten, Layer as _, MaxPooling2d, NoBias, Window};
use crate::model::passes::Passes;
use crate::model::{Batch as _, Model as _, Network as _, Sequential};
use crate::shape::Image;
use crate::tape::Pass;
use crate::training::Train as _;

type First = Conv2d<f32, Image<7, 6, 2>, Image<7, 6, 5>, Window<3, 3>, 18, 5, Silu>;
type Second = Conv2d<f32, Image<3, 3, 5>, Image<2, 2, 9>, Window<3, 3, 2, 2>, 45, 9, Relu, NoBias>;

/// Nine layers with kernels for any size, and two others between them.
type Deep = Sequential<(
    First,
    (
        MaxPooling2d<f32, Image<7, 6, 5>, Image<3, 3, 5>, Window<2, 2, 2, 2>>,
        (
            Second,
            (
                Flatten<f32, Image<2, 2, 9>, 36>,
                (
                    Dense<f32, 36, 131, Tanh>,
                    (
                        Dense<f32, 131, 20, Silu>,
                        (
                            Dense<f32, 20, 12, Relu>,
                            (
                                Dense<f32, 12, 9, Tanh>,
                                (
                                    Dense<f32, 9, 16>,
                                    (Dense<f32, 16, 5, Relu>, (Dense<f32, 5, 3, Softmax>, ())),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)>;

const ROWS: usize = 7;

fn number(i: usize) -> f32 {
    (i as f32 * 0.618_034).fract() * 2.0 - 0.9
}

#[test]
fn both_passes_give_the_same_bits() {
    const { assert!(Deep::SHARES_KERNELS) };
    let mut model = Deep::boxed_zeros();
    model.initialize(&mut SmallRng::seed_from_u64(7));
    let x: Vec<f32> = (0..ROWS * 84).map(number).collect();
    let pass = Pass::new(ROWS, 1, 0, &[false]);

    let run = |shared: bool| -> (Vec<f32>, Box<Deep>) {
        let mut tape: Box<<Deep as Passes>::Tape<ROWS>> = zeroed_box();
        let mut gradient = Deep::boxed_zeros();
        if shared {
            model.forward(&[&x], &mut tape, &pass.with_shared_kernels());
        } else {
            model.forward(&[&x], &mut tape, &pass);
        }
        let (y, dy) = Deep::output(&mut tape, 0, ROWS);
        let y = y.to_vec();
        dy.iter_mut().enumerate().for_each(|(i, dy)| *dy = number(3 * i));
        if shared {
            model.backward(&[&x], &mut [], &mut tape, &mut gradient, &pass.with_shared_kernels());
        } else {
            model.backward(&[&x], &mut [], &mut tape, &mut gradient, &pass);
        }
        (y, gradient)
    };
    let (y, gradient) = run(false);
    let (y_shared, gradient_shared) = run(true);
    assert!(y.iter().all(|y| y.is_finite()) && *gradient != *Deep::boxed_zeros());
    assert_eq!(y, y_shared);
    assert!(*gradient == *gradient_shared, "the gradients differ");

    let (numbers, _) = x.as_chunks::<2>();
    let (rows, _) = numbers.as_chunks::<6>();
    let (images, _) = rows.as_chunks::<7>();
    let predictions: Vec<f32> = images
        .iter()
        .flat_map(|image| model.predict(image).data.0)
        .flatten()
        .collect();
    assert_eq!(predictions, y);
}

type Nine = Sequential<(
    Dense<f32, 9, 31, Relu>,
    (
        Dense<f32, 31, 17, Tanh>,
        (
            Dense<f32, 17, 40, Relu>,
            (
                Dense<f32, 40, 8>,
                (
                    Dense<f32, 8, 33, Relu>,
                    (
                        Dense<f32, 33, 6>,
                        (
                            Dense<f32, 6, 12, Tanh>,
                            (Dense<f32, 12, 7, Relu>, (Dense<f32, 7, 4, Softmax>, ())),
                        ),
                    ),
                ),
            ),
        ),
    ),
)>;

#[test]
fn samples_side_by_side_give_the_bits_of_each_alone() {
    const { assert!(Nine::SHARES_KERNELS) };
    let model = Nine::new(7);
    let x: Vec<[f32; 9]> = (0..23)
        .map(|row| core::array::from_fn(|i| number(9 * row + i)))
        .collect();
    let alone: Vec<_> = x.iter().map(|x| model.predict(x)).collect();
    assert_eq!(model.predict_all(&x), alone);
    // The same layers one by one, each with kernels of its own.
    let Sequential((a, (b, (c, (d, (e, (f, (g, (h, (i, ())))))))))) = &model;
    let own: Vec<[f32; 4]> = x
        .iter()
        .map(|x| e.call(&d.call(&c.call(&b.call(&a.call(x))))))
        .map(|x| i.call(&h.call(&g.call(&f.call(&x)))))
        .collect();
    assert_eq!(alone.iter().map(|y| y.data.0[0]).collect::<Vec<_>>(), own);
}
