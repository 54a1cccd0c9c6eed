use std::boxed::Box;
use std::vec::Vec;

use super::super::update::Update;
use super::{At, at_each_level, numbers, run_at};

/// Momentum in whole numbers, halves and quarters.
fn rule(weight: f32, gradient: f32, [speed]: [f32; 1]) -> (f32, [f32; 1]) {
    let speed = 0.5 * speed - gradient;
    (weight + speed, [speed])
}

/// One of the gradients is a NaN where `wrong` says so: that weight stays, and the answer is `false`.
fn agrees(at: At, len: usize, wrong: Option<usize>) {
    let (before, slots_before): (Vec<f32>, Vec<f32>) = (numbers(1, len), numbers(2, len));
    let mut gradients: Box<[f32]> = numbers(3, len).into();
    if let Some(wrong) = wrong {
        gradients[wrong] = f32::NAN;
    }
    let mut weights: Box<[f32]> = before.clone().into();
    let mut slots: Box<[f32]> = slots_before.clone().into();
    let mut alone: Box<[f32]> = before.clone().into();
    let fine = run_at(
        at,
        Update {
            weights: &mut weights,
            gradients: &gradients,
            slots: [&mut slots],
            rule,
        },
    );
    assert_eq!(fine, wrong.is_none(), "{len} numbers, {at:?}");
    let fine = run_at(
        at,
        Update {
            weights: &mut alone,
            gradients: &gradients,
            slots: [],
            rule: |weight: f32, gradient: f32, []: [f32; 0]| (weight - gradient, []),
        },
    );
    assert_eq!(fine, wrong.is_none(), "{len} numbers with nothing remembered, {at:?}");
    for i in 0..len {
        let (weight, [slot]) = rule(before[i], gradients[i], [slots_before[i]]);
        let (expected, expected_alone) = if wrong == Some(i) {
            ((before[i], slots_before[i]), before[i])
        } else {
            ((weight, slot), before[i] - gradients[i])
        };
        assert_eq!((weights[i], slots[i]), expected, "{i} of {len}, {at:?}");
        assert_eq!(alone[i], expected_alone, "{i} of {len} with nothing remembered, {at:?}");
    }
}

#[test]
fn every_length_is_updated_and_what_is_not_finite_stays() {
    at_each_level(|at| {
        for len in 0..=70 {
            agrees(at, len, None);
            for wrong in [0, 3, len / 2, len.saturating_sub(1)] {
                if wrong < len {
                    agrees(at, len, Some(wrong));
                }
            }
        }
    });
}
