//! Training on samples that are made while it goes on, and epochs of so many steps.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use layerproof::Error;
use layerproof::data::Csv;
use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<2>,
        Dense<8, Tanh>,
        Dropout<0.2>,
        Dense<3, Softmax>,
    }
}

/// 50 samples: batches of 16, 16, 16 and 2.
fn data() -> (Vec<[f32; 2]>, Vec<usize>) {
    let x: Vec<[f32; 2]> = (0..50_u8)
        .map(|i| [f32::from(i % 7) / 7.0, f32::from(i % 11) / 11.0])
        .collect();
    let y = x
        .iter()
        .map(|[a, b]| usize::from(a > b) + usize::from(*a > 0.7))
        .collect();
    (x, y)
}

fn compiled(model: &mut Net) -> Compiled<'_, Net, SparseCategoricalCrossentropy, Adam, SparseCategoricalAccuracy> {
    model.compile(
        SparseCategoricalCrossentropy::new(),
        Adam::new(0.05),
        SparseCategoricalAccuracy::new(),
    )
}

fn pairs(x: &[[f32; 2]], y: &[usize]) -> Vec<Result<([f32; 2], usize), Error>> {
    x.iter().copied().zip(y.iter().copied()).map(Ok).collect()
}

#[test]
fn the_same_samples_in_the_same_order_give_the_same_bits() {
    let (x, y) = data();
    let fit = Fit::new().batch_size(16).epochs(3).shuffle(false).seed(5);
    let weighted = fit.class_weight(&[1.0, 2.0, 0.5]).validation_data(&x[..20], &y[..20]);
    let (mut slices, mut made) = (Net::new(1), Net::new(1));
    let expected = compiled(&mut slices).fit(&x, &y, &weighted).unwrap();
    let epochs = std::sync::Mutex::new(Vec::new());
    let history = compiled(&mut made)
        .fit_generator(
            |epoch| {
                epochs.lock().unwrap().push(epoch);
                pairs(&x, &y)
            },
            &weighted,
        )
        .unwrap();
    assert!(slices == made && expected == history, "{expected}\n{history}");
    assert_eq!(*epochs.lock().unwrap(), [0, 1, 2]);
}

#[test]
fn steps_of_an_epoch_go_on_where_the_last_one_ended() {
    let (x, y) = data();
    for shuffle in [false, true] {
        let fit = Fit::new().batch_size(16).shuffle(shuffle).seed(9);
        let (mut whole, mut steps, mut odd) = (Net::new(1), Net::new(1), Net::new(1));
        compiled(&mut whole).fit(&x, &y, &fit.epochs(3)).unwrap();
        let history = compiled(&mut steps)
            .fit(&x, &y, &fit.epochs(6).steps_per_epoch(2))
            .unwrap();
        assert_eq!(history.epochs().len(), 6);
        compiled(&mut odd)
            .fit(&x, &y, &fit.epochs(4).steps_per_epoch(3))
            .unwrap();
        assert!(whole == steps && whole == odd, "shuffle {shuffle}");
    }
}

#[test]
fn a_generator_that_is_counted_in_steps_goes_on_and_begins_again() {
    let (x, y) = data();
    let fit = Fit::new().batch_size(16).shuffle(false).seed(9);
    let (mut whole, mut steps) = (Net::new(1), Net::new(1));
    compiled(&mut whole).fit(&x, &y, &fit.epochs(3)).unwrap();
    let calls = AtomicUsize::new(0);
    let samples = |_| {
        calls.fetch_add(1, Ordering::Relaxed);
        pairs(&x, &y)
    };
    compiled(&mut steps)
        .fit_generator(samples, &fit.epochs(6).steps_per_epoch(2))
        .unwrap();
    assert!(whole == steps);
    assert_eq!(calls.load(Ordering::Relaxed), 3);

    // One without an end.
    let mut endless = Net::new(1);
    let samples = |_| {
        [0_u8, 1]
            .into_iter()
            .cycle()
            .map(|i| Ok(([f32::from(i), 0.5], usize::from(i))))
    };
    let history = compiled(&mut endless)
        .fit_generator(samples, &fit.epochs(2).steps_per_epoch(20))
        .unwrap();
    assert!(history.last()["sparse_categorical_accuracy"] > 0.9, "{history}");
}

#[test]
fn what_is_wrong_is_said_of_the_sample() {
    let (x, y) = data();
    let fit = Fit::new().batch_size(16);
    let train = |samples: Vec<Result<([f32; 2], usize), Error>>, fit: &Fit<'_>| {
        let mut samples = Some(samples);
        compiled(&mut Net::new(1))
            .fit_generator(|_| samples.take().unwrap_or_default(), fit)
            .unwrap_err()
            .to_string()
    };
    let (mut wrong_x, mut wrong_y) = (x.clone(), y.clone());
    wrong_x[33][1] = f32::NAN;
    assert_eq!(
        train(pairs(&wrong_x, &y), &fit),
        "sample 33 holds an infinite number or a NaN"
    );
    wrong_y[49] = 3;
    assert_eq!(
        train(pairs(&x, &wrong_y), &fit),
        "target 49 is class 3, but the model's classes are 0 to 2"
    );
    assert_eq!(train(Vec::new(), &fit), "there are no samples");
    assert_eq!(train(Vec::new(), &fit.steps_per_epoch(3)), "there are no samples");
    assert_eq!(
        train(pairs(&x, &y), &fit.steps_per_epoch(0)),
        "`steps_per_epoch` is 0, but must be at least 1"
    );
    let split =
        "`validation_split` and `sample_weight` are for samples that are all there, and not for those of a generator";
    assert_eq!(train(pairs(&x, &y), &fit.validation_split(0.2)), split);
    assert_eq!(train(pairs(&x, &y), &fit.sample_weight(&[1.0; 50])), split);
    let mut broken = pairs(&x, &y);
    broken[20] = Err(TrainingError::Epochs.into());
    assert_eq!(train(broken, &fit), "the number of epochs is 0, but must be at least 1");
}

#[test]
#[should_panic(expected = "no more")]
fn a_panic_of_the_generator_goes_on() {
    let samples = |_| (0..100).map(|i| if i < 40 { Ok(([0.0, 0.1], 1)) } else { panic!("no more") });
    let _ = compiled(&mut Net::new(1)).fit_generator(samples, &Fit::new());
}

#[test]
fn a_training_that_is_stopped_does_not_wait_for_the_generator() {
    let samples = |_| std::iter::repeat_with(|| Ok(([0.0, 0.1], 1)));
    let mut batches = 0;
    let stop = StopHandle::new();
    let fit = Fit::new()
        .epochs(5)
        .steps_per_epoch(1000)
        .callback(stop.clone())
        .callback(|_: &Epoch| batches += 1);
    stop.stop();
    let history = compiled(&mut Net::new(1)).fit_generator(samples, &fit).unwrap();
    assert_eq!(history.epochs().len(), 1);
}

#[test]
fn a_file_is_read_row_by_row() {
    let (x, y) = data();
    let names = ["none", "one", "two"].map(String::from);
    let path = std::env::temp_dir().join(format!("layerproof-generator-{}.csv", std::process::id()));
    let mut text = String::from("a,b,class\r\n");
    for (x, &y) in x.iter().zip(&y) {
        writeln!(text, "{},{},{}\r", x[0], x[1], names[y]).unwrap();
    }
    std::fs::write(&path, &text).unwrap();
    let rows = |_| {
        Csv::new().rows(&path).map(|row| {
            let row = row?;
            Ok((row.numbers(["a", "b"])?, row.class("class", &names)?))
        })
    };
    let fit = Fit::new().batch_size(16).epochs(2).shuffle(false);
    let (mut slices, mut read) = (Net::new(1), Net::new(1));
    compiled(&mut slices).fit(&x, &y, &fit).unwrap();
    compiled(&mut read).fit_generator(rows, &fit).unwrap();
    assert!(slices == read);

    std::fs::write(&path, text.replace("\r\n0.14285715,0.09", "\r\n\r\nhalf,0.09")).unwrap();
    let error = compiled(&mut read).fit_generator(rows, &fit).unwrap_err().to_string();
    assert!(
        error.ends_with(".csv`, line 4, column `a`: `half` is no finite number"),
        "{error}"
    );
    std::fs::remove_file(&path).unwrap();
    let error = compiled(&mut read).fit_generator(rows, &fit).unwrap_err().to_string();
    assert!(error.contains("cannot be read: No such file"), "{error}");
}
