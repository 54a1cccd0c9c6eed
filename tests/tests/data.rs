//! Samples in the forms in which programs have them, and numbers by name.

use layerproof::prelude::*;
use layerproof::rand::seq::SliceRandom as _;
use layerproof::shape::LengthError;

sequential! {
    struct Net {
        Input<2>,
        Dense<4, Tanh>,
        Dense<1, Sigmoid>,
    }
}

type Pixels = Image<2, 3, 1>;
type Steps = Sequence<2, 2, f64>;

const X: [[f32; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
const Y: [bool; 4] = [false, true, true, false];

/// What a training on these samples gives, whatever they are.
macro_rules! trained {
    ($x:expr) => {{
        let mut net = Net::new(7);
        let fit = Fit::new().epochs(3).validation_split(0.25);
        let mut compiled = net.compile(BinaryCrossentropy::new(), Adam::new(0.1), BinaryAccuracy::new());
        let history = compiled.fit($x, &Y, &fit);
        history.map(|history| (net, history))
    }};
}

#[test]
fn references_vectors_and_rows_are_the_same_samples() -> Result<(), layerproof::Error> {
    let (net, history) = trained!(&X)?;
    let references: Vec<&[f32; 2]> = X.iter().collect();
    assert!(trained!(&references)? == (net, history.clone()));
    let rows: Vec<Vec<f32>> = X.iter().map(|x| x.to_vec()).collect();
    let samples: Vec<SVector<f32, 2>> = Net::samples(&rows)?;
    assert!(trained!(&samples)? == (net, history));
    let one_by_one: Vec<_> = X.iter().map(|x| net.predict(x)).collect();
    assert_eq!(net.predict_all(&references), one_by_one);
    Ok(())
}

#[test]
fn a_row_of_another_length_is_named() {
    let error = Net::samples(&[&[0.0, 1.0][..], &[0.0, 1.0, 2.0]]).unwrap_err();
    assert_eq!(error.to_string(), "row 1: a sample has 2 numbers, found 3");
    let error: layerproof::Error = error.into();
    assert_eq!(format!("{error:?}"), "row 1: a sample has 2 numbers, found 3");
}

#[test]
fn flat_numbers_become_images_and_sequences() -> Result<(), LengthError> {
    let numbers = vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let image = Pixels::from_flat(&numbers)?;
    assert_eq!(image.0, [[[1.0], [2.0], [3.0]], [[4.0], [5.0], [6.0]]]);
    assert_eq!(Pixels::try_from(&numbers)?, image);
    assert_eq!(Pixels::try_from(&numbers[..])?, image);
    assert_eq!(Pixels::try_from(numbers)?, image);
    assert_eq!(Steps::from_flat(&[1.0, 2.0, 3.0, 4.0])?.0, [[1.0, 2.0], [3.0, 4.0]]);
    let error = Steps::try_from(vec![1.0]).unwrap_err();
    assert_eq!((error.row, error.expected, error.found), (None, 4, 1));
    Ok(())
}

#[test]
fn numbers_have_names() -> Result<(), layerproof::Error> {
    let (mut net, history) = trained!(&X)?;
    for name in ["loss", "binary_accuracy", "val_loss", "val_binary_accuracy"] {
        assert_eq!(&history[name], history.get(name));
        assert_eq!(Some(history.last()[name]), history.last().get(name));
        assert_eq!(history[name].len(), 3);
    }
    let evaluation = net
        .compile(BinaryCrossentropy::new(), Sgd::new(0.1), ())
        .evaluate(&X, &Y)?;
    assert_eq!(evaluation["loss"], evaluation.loss);
    Ok(())
}

#[test]
#[should_panic(expected = "there is no `accuracy`, but `loss`, `binary_accuracy`, `val_loss`, `val_binary_accuracy`")]
fn a_name_that_is_not_there_says_which_are() {
    let (_, history) = trained!(&X).unwrap();
    let _ = &history["accuracy"];
}

#[test]
fn the_prelude_draws_numbers() {
    let mut rng = SmallRng::seed_from_u64(7);
    let mut x: Vec<[f32; 2]> = (0..8).map(|_| [rng.random(), rng.random_range(0.0..1.0)]).collect();
    assert!(x.iter().flatten().all(|x| (0.0..1.0).contains(x)));
    assert!(Net::new(7) == Net::random(&mut SmallRng::seed_from_u64(7)));
    assert!(*Net::boxed_new(7) == Net::new(7));
    x.shuffle(&mut rng);
}

#[test]
fn two_metrics_of_one_name_are_told_apart() {
    let mut model = Net::new(1);
    let metrics = (Precision::new(), Precision::new().threshold(0.3), BinaryAccuracy::new());
    let history = model
        .compile(BinaryCrossentropy::new(), Sgd::new(0.1), metrics)
        .fit(&X, &Y, &Fit::new().epochs(2).validation_data(&X, &Y))
        .unwrap();
    for name in [
        "precision",
        "precision_1",
        "binary_accuracy",
        "val_precision",
        "val_precision_1",
    ] {
        assert_eq!(history[name].len(), 2, "{name}");
    }
    assert!(history.to_csv().starts_with("epoch,"), "{}", history.to_csv());
    assert!(
        history.to_csv().contains("precision,precision_1,"),
        "{}",
        history.to_csv()
    );
}
