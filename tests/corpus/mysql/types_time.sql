CREATE TABLE moments (id int PRIMARY KEY, a date, b time, c time(3), d time(6), e datetime, f datetime(1), g datetime(6), h timestamp NULL, i timestamp(6) NULL, j year, k year(4), l timestamp NOT NULL DEFAULT '2000-01-01 00:00:01', m date NOT NULL);
INSERT INTO moments VALUES (1, '2024-02-29', '-838:59:59', '12:34:56.789', '00:00:00.000001', '9999-12-31 23:59:59', '2024-01-01 00:00:00.5', '1000-01-01 00:00:00.123456', '2038-01-19 03:14:07', NULL, 1901, 2155, '2024-06-01 12:00:00', '2024-01-01');
CREATE TABLE two_stamps (id int PRIMARY KEY, first_one timestamp, second_one timestamp);
INSERT INTO two_stamps (id, first_one, second_one) VALUES (1, '2024-01-01 00:00:00', '2024-01-02 00:00:00');
