//! Models of more layers than one chain of the forward pass takes: what they answer, and that they compile at all.

use layerproof::layers::Layer;
use layerproof::prelude::*;

sequential! {
    struct Deep {
        Input<5>,
        Dense<6, Tanh>, Dense<7, Tanh>, Dense<8, Tanh>, Dense<9, Tanh>, Dense<10, Tanh>, Dense<9, Tanh>,
        Dense<8, Tanh>, Dense<7, Tanh>, Dense<6, Tanh>, Dense<5, Tanh>, Dense<4, Tanh>, Dense<5, Tanh>,
        Dense<6, Tanh>, Dense<7, Tanh>, Dense<8, Tanh>, Dense<7, Tanh>, Dense<6, Tanh>, Dense<3, Softmax>,
    }
}

type Anonymous = sequential!(
    Input<5>,
    Dense<6, Tanh>, Dense<7, Tanh>, Dense<8, Tanh>, Dense<9, Tanh>, Dense<10, Tanh>, Dense<9, Tanh>,
    Dense<8, Tanh>, Dense<7, Tanh>, Dense<6, Tanh>, Dense<5, Tanh>, Dense<4, Tanh>, Dense<5, Tanh>,
    Dense<6, Tanh>, Dense<7, Tanh>, Dense<8, Tanh>, Dense<7, Tanh>, Dense<6, Tanh>, Dense<3, Softmax>,
);

fn samples() -> Vec<[f32; 5]> {
    (0..40)
        .map(|row| std::array::from_fn(|i| ((7 * row + 3 * i) % 11) as f32 / 11.0 - 0.5))
        .collect()
}

#[test]
fn a_deep_model_answers_as_its_layers_one_by_one() {
    let model = Deep::random(&mut SmallRng::seed_from_u64(3));
    macro_rules! one_by_one {
        ($x:expr, $($layer:ident)*) => {{
            let x = $x;
            $(let x = model.$layer.call(&x);)*
            x
        }};
    }
    for x in samples() {
        let right = one_by_one!(
            x, dense_1 dense_2 dense_3 dense_4 dense_5 dense_6 dense_7 dense_8 dense_9 dense_10 dense_11 dense_12 dense_13
            dense_14 dense_15 dense_16 dense_17 dense_18
        );
        let answer = model.predict(&x);
        for (answer, right) in answer.iter().zip(right) {
            assert!((answer - right).abs() < 1e-6, "{answer} for {right}");
        }
    }
}

#[test]
fn both_forms_of_a_deep_model_give_the_same_bits() -> Result<(), layerproof::Error> {
    let model = Deep::random(&mut SmallRng::seed_from_u64(4));
    let mut anonymous = Anonymous::zeros();
    anonymous.load_from(&model.to_bytes())?;
    let x = samples();
    let (mut one, mut other) = (vec![SVector::zeros(); x.len()], vec![SVector::zeros(); x.len()]);
    model.predict_batch(&x, &mut one)?;
    anonymous.predict_batch(&x, &mut other)?;
    assert_eq!(one, other);
    assert!(x.iter().zip(&one).all(|(x, y)| model.predict(x) == *y));
    Ok(())
}
