use crate::testing;

#[tokio::test]
async fn the_tests_of_the_example_pass() {
    testing::a_record_needs_no_server();
    testing::a_customer_is_registered_once().await;
    testing::a_lost_answer_makes_no_second_customer().await;
    testing::a_refusal_reaches_the_caller().await;
    testing::a_server_that_is_away_is_unavailable().await;
}
