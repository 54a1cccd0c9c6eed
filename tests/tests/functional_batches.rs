//! Many samples at once through models with several inputs or outputs.

use layerproof::Error;
use layerproof::prelude::*;

functional! {
    fn Match(user: Input<3>, item: Input<2>) -> (score, rating) {
        let both = Dense<8, Tanh>(Concatenate(user, item));
        let score = Dense<1, Sigmoid>(both);
        let rating = Dense<2>(both);
    }
}

functional! {
    fn OneOutput(user: Input<3>, item: Input<2>) -> y {
        let y = Dense<2>(Concatenate(user, item));
    }
}

functional! {
    fn OneInput(steps: Input<4, 2>) -> (mean, all) {
        let all = Conv1d<3, 3, padding = Same>(steps);
        let mean = GlobalAveragePooling1d(all);
    }
}

fn users(count: usize) -> Vec<[f32; 3]> {
    (0..count).map(|i| [i as f32 / 7.0, (i % 5) as f32, -1.0]).collect()
}

fn items(count: usize) -> Vec<SVector<f32, 2>> {
    (0..count)
        .map(|i| SVector::from([(i % 11) as f32 / 11.0, 0.5]))
        .collect()
}

#[test]
fn each_answer_is_that_of_predict() {
    let model = Match::new(1);
    for count in [0, 1, 17, 3000] {
        let (users, items) = (users(count), items(count));
        let (scores, ratings) = model.predict_all((&users, &items)).unwrap();
        assert_eq!((scores.len(), ratings.len()), (count, count));
        let (mut again, mut others) = (scores.clone(), vec![SVector::<f32, 2>::zeros(); count]);
        model
            .predict_batch((&users, &items), (&mut again, &mut others))
            .unwrap();
        for (i, (user, item)) in users.iter().zip(&items).enumerate() {
            let (score, rating) = model.predict((user, item));
            assert_eq!((scores[i], ratings[i]), (score, rating), "sample {i} of {count}");
            assert_eq!((again[i], others[i]), (score, rating), "sample {i} of {count}");
        }
    }
}

#[test]
fn many_samples_for_all_cores() {
    // Enough work that the feature `rayon` shares it.
    const COUNT: usize = 20_000;
    let model = Match::new(2);
    let (users, items) = (users(COUNT), items(COUNT));
    let (scores, ratings) = model.predict_all((&users[..], &items)).unwrap();
    for i in (0..COUNT).step_by(97) {
        assert_eq!((scores[i], ratings[i]), model.predict((&users[i], &items[i])));
    }
}

#[test]
fn one_input_or_output_stands_by_itself() {
    let model = OneOutput::new(3);
    let (users, items) = (users(5), items(5));
    let all: Vec<SVector<f32, 2>> = model.predict_all((&users, &items)).unwrap();
    let mut places = [SVector::<f32, 2>::zeros(); 5];
    model.predict_batch((&users, &items), &mut places).unwrap();
    assert_eq!(all, places);

    let model = OneInput::new(4);
    let steps = [[[0.1, 0.2]; 4], [[0.3, -0.4]; 4]];
    let (means, all): (Vec<SVector<f32, 3>>, Vec<Sequence<4, 3>>) = model.predict_all(&steps).unwrap();
    assert_eq!((means[1], all[1]), model.predict(&steps[1]));
}

#[test]
fn counts_that_differ_are_errors() {
    let model = Match::new(5);
    let (users, items) = (users(4), items(3));
    let error = model.predict_all((&users, &items)).unwrap_err();
    assert!(matches!(
        error,
        Error::Inputs {
            input: "item",
            samples: 3,
            expected: 4
        }
    ));
    assert_eq!(
        error.to_string(),
        "the input `item` has 3 samples, but the first input has 4"
    );

    let (mut scores, mut ratings) = (vec![SVector::<f32, 1>::zeros(); 3], vec![SVector::<f32, 2>::zeros(); 2]);
    let error = model
        .predict_batch((&users[..3], &items), (&mut scores, &mut ratings))
        .unwrap_err();
    assert!(matches!(error, Error::Outputs { samples: 3, outputs: 2 }));
    assert!(scores.iter().all(|score| score[0] == 0.0));
}
