//! Names of earlier versions still compile.
#![allow(deprecated, reason = "they are what is tested")]

use layerproof::Scalar;
use layerproof::prelude::Fault;
use layerproof::training::Setting;

#[test]
fn errors_by_their_old_names() {
    let wrong: Result<(), Setting> = Setting::require(false, "Sgd", "momentum", 2.0, "lie between 0 and 1");
    let fault = Fault::from(wrong.unwrap_err());
    assert!(matches!(fault, Fault::Setting(Setting { value: 2.0, .. })));
    assert!(matches!(Fault::Epochs, layerproof::training::TrainingError::Epochs));
}

fn old<T: Scalar>() -> [T; 4] {
    let two = T::of(2.0);
    [
        two.fused(two, T::NOTHING),
        two.larger(T::ONE),
        two.smaller(T::ONE),
        T::NOTHING,
    ]
}

#[test]
fn numbers_by_their_old_names() {
    assert_eq!(
        old::<f32>().map(f32::to_bits),
        [4.0, 2.0, 1.0, -0.0_f32].map(f32::to_bits)
    );
    assert_eq!(
        old::<f64>().map(f64::to_bits),
        [4.0, 2.0, 1.0, -0.0_f64].map(f64::to_bits)
    );
}
